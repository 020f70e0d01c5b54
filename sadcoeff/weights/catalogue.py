"""Finding weights by name or by path, in `checkpoints/` or in the Hub's cache."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sadcoeff.errors import WeightsError
from sadcoeff.files.checksums import sha256_of
from sadcoeff.resources import CHECKPOINTS, DEMO_WEIGHTS, EXP_CONFIG, POSE_CONFIG
from sadcoeff.validation import is_file
from sadcoeff.weights import hub
from sadcoeff.weights.excerpt import is_whole

CONFIGS = {"audio2pose_yaml_path": str(POSE_CONFIG), "audio2exp_yaml_path": str(EXP_CONFIG)}
DEMO, OFFICIAL = "demo", "official"
EMBEDDED, GOOD, WRONG, UNKNOWN = "embedded", "ok", "WRONG", "not checked"  # states of a file

_DEMO_FILE = DEMO_WEIGHTS.name
_EXCERPT_ENDING = ".audio2coeff.safetensors"


@dataclass(frozen=True)
class Weights:
    """A set of weights: its short name, a label for people, and its files by their keys."""

    name: str
    label: str
    files: dict[str, str]


_DEMO = Weights(
    DEMO,
    "Demo (our own, not official)",
    {"checkpoint": _DEMO_FILE},
)
_OFFICIAL_LABEL = "SadTalker v0.0.2 (official)"
# File names, misspelling included, are those of the SadTalker releases.
_PTH_SHA256 = {
    "auido2pose_00140-model.pth": (
        "4fba6701852dc57efbed25b1e4276e4ff752941860d69fc4429f08a02326ebce"
    ),
    "auido2exp_00300-model.pth": "b7608f0e6b477e50e03ca569ac5b04a841b9217f89d502862fc78fda4e46dec4",
}
_OLDER = (
    Weights(
        "official-512",
        "SadTalker v0.0.2, 512 px file (official)",
        {"checkpoint": "SadTalker_V0.0.2_512.safetensors"},
    ),
    Weights(
        "official-pth",
        "SadTalker v0.0.1, .pth pair (official)",
        dict(zip(("audio2pose_checkpoint", "audio2exp_checkpoint"), _PTH_SHA256, strict=True)),
    ),
)


def list_weights(folder: Path | None = None) -> list[Weights]:
    """The weights whose files are all there, with full paths; the demo weights first.

    They lie in `folder`, by default where the program ships the demo weights and in CHECKPOINTS;
    the official ones may be in the Hub's cache as well.
    """
    return _drop_repeats([*_list_here(folder), *_find_in_cache()])


def find_weights(name: str | Path = DEMO, folder: Path | None = None) -> dict[str, Any]:
    """The `sadtalker_path` that `Audio2Coeff` takes, for weights by name or by path.

    `name` is one of `list_weights`, or a path: of a safetensors file, or of a folder with official
    files.  Raises WeightsError if nothing has that name.
    """
    for weights in _list_candidates(str(name), folder):
        if weights.name == str(name):
            return {**CONFIGS, **weights.files}
    if os.path.isdir(name) and (found := _find_in_folder(Path(name))):
        return {**CONFIGS, **found[-1].files}
    if is_file(name):
        return {**CONFIGS, "checkpoint": str(name)}
    raise _unknown(str(name), folder)


def default_weights() -> str:
    """The default name: the official weights on a Space that has them, else the demo weights."""
    on_space = bool(os.environ.get("SPACE_ID"))
    return OFFICIAL if on_space and OFFICIAL in {w.name for w in list_weights()} else DEMO


def excerpt_path(folder: Path, file: hub.HubFile) -> Path:
    """Where the excerpt of `file` that the networks run is kept."""
    return folder / f"{Path(file.name).stem}{_EXCERPT_ENDING}"


def check_file(path: Path) -> str:
    """Compare a weights file with its known SHA-256: one of EMBEDDED, GOOD, WRONG, UNKNOWN.

    Reads the whole file, at about a gigabyte a second.  An unreadable file is WRONG.
    """
    if path.name == _DEMO_FILE:
        return EMBEDDED
    if path.name.endswith(_EXCERPT_ENDING):
        return GOOD if is_whole(path) else WRONG
    known = {**_PTH_SHA256, hub.OFFICIAL.name: hub.OFFICIAL.sha256}
    if path.name not in known:
        return UNKNOWN
    try:
        return GOOD if sha256_of(path) == known[path.name] else WRONG
    except OSError:
        return WRONG


def _list_here(folder: Path | None) -> list[Weights]:
    """Those in `folder`, or else in the usual places."""
    usual = dict.fromkeys((DEMO_WEIGHTS.parent, CHECKPOINTS))  # one place in a checkout
    return [w for f in (usual if folder is None else (folder,)) for w in _find_in_folder(f)]


def _find_in_folder(folder: Path) -> list[Weights]:
    excerpt = excerpt_path(folder, hub.OFFICIAL).name
    known = (_DEMO, _official(excerpt), _official(hub.OFFICIAL.name), *_OLDER)
    possible = [
        Weights(w.name, w.label, {k: str(folder / f) for k, f in w.files.items()}) for w in known
    ]
    return _drop_repeats(w for w in possible if all(is_file(f) for f in w.files.values()))


def _find_in_cache() -> list[Weights]:
    """The official weights in the Hub's cache, of any revision."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    repo = repo_folder_name(repo_id=hub.OFFICIAL.repo, repo_type="model")
    found = Path(constants.HF_HUB_CACHE, repo, "snapshots").glob(f"*/{hub.OFFICIAL.name}")
    whole = [p for p in found if p.is_file() and p.stat().st_size == hub.OFFICIAL.size]
    return [_official(str(p)) for p in whole]


def _official(path: str) -> Weights:
    return Weights(OFFICIAL, _OFFICIAL_LABEL, {"checkpoint": path})


def _drop_repeats(weights: Iterable[Weights]) -> list[Weights]:
    """The first of each name."""
    found: dict[str, Weights] = {}
    for w in weights:
        found.setdefault(w.name, w)
    return list(found.values())


def _list_candidates(name: str, folder: Path | None) -> list[Weights]:
    """Without the Hub's cache unless it is asked for, since that is slow to import."""
    return list_weights(folder) if name == OFFICIAL else _list_here(folder)


def _unknown(name: str, folder: Path | None) -> WeightsError:
    if name == OFFICIAL:
        return WeightsError(
            "The official weights are not here: fetch them with "
            "'sadcoeff weights fetch official', or use the demo weights."
        )
    here = ", ".join(w.name for w in list_weights(folder)) or "none"
    return WeightsError(
        f"Unknown weights '{name}': give the path of a safetensors file or of a folder with the "
        f"official files, or the name of some that are here ({here})."
    )
