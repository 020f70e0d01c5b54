"""Building and loading both networks from the files that a `sadtalker_path` names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from sadcoeff.errors import SettingError, WeightsError
from sadcoeff.files.names import safe_stem
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose
from sadcoeff.networks.config import ExpConfig, PoseConfig, load_config
from sadcoeff.weights.checkpoint import load_cpk, load_safetensors


def build_networks(sadtalker_path: Mapping[str, Any]) -> tuple[Audio2Pose, Audio2Exp]:
    """Build the networks in the shapes of the YAML files, uninitialised until they are loaded.

    Raises SettingError for a file that is not named or cannot be used.
    """
    pose_yaml, exp_yaml = (
        _require_entry(sadtalker_path, k) for k in ("audio2pose_yaml_path", "audio2exp_yaml_path")
    )
    with torch.device("meta"):  # skips initial values, which loading would replace
        pose = Audio2Pose(load_config(PoseConfig, pose_yaml))
        exp = Audio2Exp(load_config(ExpConfig, exp_yaml))
    return pose.to_empty(device="cpu"), exp.to_empty(device="cpu")


def load_networks(sadtalker_path: Mapping[str, Any], pose: Audio2Pose, exp: Audio2Exp) -> str:
    """Load the weights, and return the names of their files.

    Raises SettingError or WeightsError for files that are not named or do not fit.
    """
    if _is_safetensors(sadtalker_path):
        paths = [_require_entry(sadtalker_path, "checkpoint")]
        load_safetensors(paths[0], {"audio2pose.": pose, "audio2exp.": exp})
    else:
        models = {"audio2pose": pose, "audio2exp": exp}
        paths = [_require_entry(sadtalker_path, f"{name}_checkpoint") for name in models]
        for path, model in zip(paths, models.values(), strict=True):
            load_cpk(path, model)
    return " + ".join(safe_stem(Path(path).name) for path in paths)


def _require_entry(sadtalker_path: Mapping[str, Any], key: str) -> str | Path:
    if not sadtalker_path.get(key):
        raise SettingError(f"sadtalker_path lacks '{key}': add the path of that file.")
    return sadtalker_path[key]


def _is_safetensors(sadtalker_path: Mapping[str, Any]) -> bool:
    """Whether the weights are one safetensors file rather than a `.pth` pair."""
    one = bool(sadtalker_path.get("checkpoint"))
    pair = any(sadtalker_path.get(f"{n}_checkpoint") for n in ("audio2pose", "audio2exp"))
    if one == pair or sadtalker_path.get("use_safetensor", one) != one:
        raise WeightsError(
            "sadtalker_path must name one kind of weights: 'checkpoint' (a safetensors file, "
            "use_safetensor true), or 'audio2pose_checkpoint' with 'audio2exp_checkpoint' (a .pth "
            "pair, use_safetensor false)."
        )
    return one
