"""The networks' shapes, read from YAML in the upper-case keys of SadTalker's own files."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from sadcoeff.errors import SettingError
from sadcoeff.validation import one_line


@dataclass(frozen=True)
class ExpConfig:
    """Shape of the expression net."""

    expression: int = field(metadata={"key": "DATASET.EXP_DIM"})


@dataclass(frozen=True)
class PoseConfig:
    """Shape of the pose CVAE's decoder."""

    styles: int = field(metadata={"key": "DATASET.NUM_CLASSES"})
    embedding: int = field(metadata={"key": "MODEL.CVAE.AUDIO_EMB_IN_SIZE"})
    speech: int = field(metadata={"key": "MODEL.CVAE.AUDIO_EMB_OUT_SIZE"})
    chunk: int = field(metadata={"key": "MODEL.CVAE.SEQ_LEN"})
    latent: int = field(metadata={"key": "MODEL.CVAE.LATENT_SIZE"})
    layers: tuple[int, ...] = field(metadata={"key": "MODEL.CVAE.DECODER_LAYER_SIZES"})


Config = TypeVar("Config", ExpConfig, PoseConfig)


def load_config(kind: type[Config], path: str | Path) -> Config:
    """Read an ExpConfig or a PoseConfig; other keys are ignored.

    Raises SettingError naming the file, and the key that is missing or not a positive whole
    number (for the layer sizes, a list of them).
    """
    tree = _read_yaml(Path(path))
    values = {f.name: _find_value(tree, f.metadata["key"], f.name, path) for f in fields(kind)}
    return kind(**values)


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingError(
            f"The network config '{path}' cannot be read: {one_line(error)}."
        ) from error


def _find_value(tree: Any, key: str, name: str, path: str | Path) -> Any:
    """The whole number at `key`, or for `layers` a tuple of them."""
    for part in key.split("."):
        if not isinstance(tree, dict) or part not in tree:
            raise SettingError(f"The network config '{path}' lacks the key {key}: add it.")
        tree = tree[part]
    many = name == "layers"
    values = tree if many and isinstance(tree, list) else [tree]
    if not values or not all(type(v) is int and v > 0 for v in values):
        wanted = "a list of positive whole numbers" if many else "a positive whole number"
        raise SettingError(f"{key} in '{path}' is {tree!r}: it must be {wanted}.")
    return tuple(values) if many else values[0]
