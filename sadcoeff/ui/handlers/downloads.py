"""The files that a run can be downloaded as."""

from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from sadcoeff.errors import SettingError
from sadcoeff.exports import ANIMATIONS
from sadcoeff.face_plots import face_figure
from sadcoeff.files.names import coeff_name
from sadcoeff.files.write import FORMATS
from sadcoeff.motion.frame_rates import FRAME_RATES
from sadcoeff.plots import expression_figure, pose_figure, save_figure
from sadcoeff.ui.handlers.result import Adjustments, Shown, adjust, write_coeffs


class _Picture(NamedTuple):
    draw: Callable[[np.ndarray], Figure]
    suffix: str
    label: str


_FIGURES = {
    "pose": (pose_figure, "Head pose"),
    "expression": (expression_figure, "Expression"),
    "face": (face_figure, "Face by name"),
}
_PICTURES: Mapping[str, _Picture] = {
    f"{name}.{kind}": _Picture(draw, f".{name}.{kind}", f"{label}, {kind.upper()}")
    for (name, (draw, label)), kind in product(_FIGURES.items(), ("png", "svg"))
}
_ANIMATED = {
    f"{fps}fps.{kind}": (animation, fps)
    for (kind, animation), fps in product(ANIMATIONS.items(), FRAME_RATES)
}
LABELS = {
    **{kind: found.label for kind, found in FORMATS.items()},
    **{kind: f"{found.label}, {fps} frames a second" for kind, (found, fps) in _ANIMATED.items()},
    **{kind: picture.label for kind, picture in _PICTURES.items()},
}  # what people choose from


def write_download(shown: Shown, adjustments: Adjustments, kind: str, folder: Path) -> str:
    """Write a run under the settings into `folder`, as the file called `kind`; the path.

    Raises SettingError for a kind that is not in LABELS, or for a value out of range.
    """
    if kind in FORMATS:
        return write_coeffs(shown, adjustments, kind, folder)
    if kind in _ANIMATED:
        animation, fps = _ANIMATED[kind]
        path = _path(shown, folder, f".{fps}fps{animation.suffix}")
        animation.write(path, adjust(shown, adjustments), fps, shown.take.audio_name)
        return str(path)
    if kind not in _PICTURES:
        raise SettingError(f"There is no file '{kind}': use one of {', '.join(LABELS)}.")
    picture = _PICTURES[kind]
    path = _path(shown, folder, picture.suffix)
    save_figure(picture.draw(adjust(shown, adjustments)), path)
    return str(path)


def _path(shown: Shown, folder: Path, suffix: str) -> Path:
    return folder / coeff_name(shown.take.pic_name, shown.take.audio_name, suffix)
