"""The files that a run can be downloaded as, each with a line on what it is for."""

import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

import numpy as np

from sadcoeff.exports import ANIMATIONS
from sadcoeff.face_plots import face_figure
from sadcoeff.files.atomic import write_whole
from sadcoeff.files.names import coeff_name
from sadcoeff.files.write import FORMATS
from sadcoeff.panels import Panels, save_figure
from sadcoeff.plots import expression_figure, pose_figure
from sadcoeff.ui.handlers.result import Adjustments, Shown, adjust, write_coeffs

ALL = "zip"
PURPOSES = {
    "mat": "For SadTalker's renderer, DynTet and SciPy.",
    "csv": "For spreadsheets, and a Blender script in the Guide.",
    "npy": "For NumPy.",
    "mat73": "In place of a face file of SadTalker's.",
    "mat257": "For PIRenderer, StyleTalk, DreamTalk and NeRF or Gaussian heads.",
    "npy257": "The same columns for NumPy, without the crop.",
    "glb": "For Blender, three.js and others that read glTF.",
    "livelink.csv": "For Unreal's MetaHuman, as an iPhone records it.",
    "arkit.json": "For LAM's avatars, and programs of your own.",
    "arkit.csv": "Apple's 52 weights, for spreadsheets and scripts.",
    "png": "For a slide or a message.",
    "svg": "For print, and to edit.",
}


class _Picture(NamedTuple):
    draw: Callable[[np.ndarray], Panels]
    suffix: str
    label: str


class Entry(NamedTuple):
    """A line of the menu."""

    kind: str  # what `write_download` takes
    label: str
    purpose: str


_FIGURES = {
    "pose": (pose_figure, "Head pose"),
    "expression": (expression_figure, "Expression"),
    "face": (face_figure, "Face by name"),
}
_PICTURES: Mapping[str, _Picture] = {
    f"{name}.{kind}": _Picture(draw, f".{name}.{kind}", f"{label}, {kind.upper()}")
    for (name, (draw, label)), kind in product(_FIGURES.items(), ("png", "svg"))
}
MENU = {
    "Coefficients": [Entry(kind, f.label, PURPOSES[kind]) for kind, f in FORMATS.items()],
    "Animation": [Entry(kind, a.label, PURPOSES[kind]) for kind, a in ANIMATIONS.items()],
    "Pictures": [Entry(k, p.label, PURPOSES[k.split(".")[1]]) for k, p in _PICTURES.items()],
    "All": [Entry(ALL, "All of these, ZIP", "Each file once.")],
}
KINDS = tuple(entry.kind for entries in MENU.values() for entry in entries)


def write_download(
    shown: Shown, adjustments: Adjustments, kind: str, fps: int, folder: Path
) -> str:
    """Write a run under the settings into `folder`, as the file called `kind`; the path.

    fps: frame rate of animations; coefficients always have 25.
    kind: one of KINDS.  Raises SettingError for a value out of range.
    """
    if kind in FORMATS:
        return write_coeffs(shown, adjustments, kind, folder)
    if kind in ANIMATIONS:
        path = _path(shown, folder, f".{fps}fps{ANIMATIONS[kind].suffix}")
        coeffs = adjust(shown, adjustments)
        ANIMATIONS[kind].write(path, coeffs, fps, shown.take.audio_name)
    elif kind in _PICTURES:
        path = _path(shown, folder, _PICTURES[kind].suffix)
        save_figure(_PICTURES[kind].draw(adjust(shown, adjustments)), path)
    else:
        path = _path(shown, folder, f".{ALL}")
        _write_all(shown, adjustments, fps, path)
    return str(path)


def _write_all(shown: Shown, adjustments: Adjustments, fps: int, path: Path) -> None:
    """A ZIP of all other kinds."""
    with TemporaryDirectory(dir=path.parent) as parts:
        written = [
            write_download(shown, adjustments, kind, fps, Path(parts))
            for kind in KINDS
            if kind != ALL
        ]
        write_whole(path, partial(_pack, paths=written))


def _pack(file: IO[bytes], paths: Iterable[str]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, Path(path).name)


def _path(shown: Shown, folder: Path, suffix: str) -> Path:
    return folder / coeff_name(shown.take.pic_name, shown.take.audio_name, suffix)
