"""Every file that a take is written as: coefficients, and what animates a head by itself.

glb     our own head with Apple's 52 shapes, moving (`sadcoeff.face.glb`)

The formats of coefficients are in `sadcoeff.files.write`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.face.glb import write_head
from sadcoeff.files.layouts import TYPICAL_CROP
from sadcoeff.files.names import coeff_name
from sadcoeff.files.write import FORMATS, UNKNOWN, write
from sadcoeff.motion.columns import FPS
from sadcoeff.motion.frame_rates import check_frame_rate
from sadcoeff.motion.meta import Meta


@dataclass(frozen=True)
class Animation:
    """A file for programs that animate faces, at a frame rate of choice."""

    suffix: str  # of the file name
    label: str  # for people
    write: Callable[[Path, np.ndarray, int, str], None]  # path, coeffs, frame rate, name


ANIMATIONS = {"glb": Animation(".glb", "Animated head, GLB", write_head)}
KINDS = (*FORMATS, *ANIMATIONS)


def suffix_of(kind: str) -> str:
    """The file name's suffix of one of KINDS; else SettingError."""
    if kind not in KINDS:
        raise SettingError(f"Unknown format '{kind}': use one of {', '.join(KINDS)}.")
    return FORMATS[kind].suffix if kind in FORMATS else ANIMATIONS[kind].suffix


def check_rate(kinds: Iterable[str], fps: int | None) -> int:
    """The frame rate of animations: `fps`, or 25 for None.

    Raises SettingError for another rate than 25, 30 and 60, or where no kind could follow it.
    """
    if fps is None:
        return FPS
    check_frame_rate(fps)
    if not any(kind in ANIMATIONS for kind in kinds):
        raise SettingError(
            f"Coefficients always have {FPS} frames a second, so a rate of {fps} has no effect: "
            f"leave it out, or choose the format {' or '.join(ANIMATIONS)}."
        )
    return fps


def write_outputs(
    folder: str | Path,
    pic_name: str,
    audio_name: str,
    coeffs: np.ndarray,
    kinds: Iterable[str] = ("mat",),
    meta: Meta = UNKNOWN,
    crop: np.ndarray = TYPICAL_CROP,
    fps: int = FPS,
) -> list[str]:
    """Save (T, 70) as each of `kinds`, as `{folder}/{pic_name}##{audio_name}` and their suffixes.

    fps: frame rate of animations.  Returns the paths, in the order of `kinds`.
    Raises SettingError for an unknown kind or rate before anything is written, and what
    `sadcoeff.files.write.write` and `write_head` raise.
    """
    check_frame_rate(fps)
    names = {kind: coeff_name(pic_name, audio_name, suffix_of(kind)) for kind in kinds}
    paths = {kind: Path(folder) / name for kind, name in names.items()}
    for kind, path in paths.items():
        if kind in ANIMATIONS:
            ANIMATIONS[kind].write(path, coeffs, fps, audio_name)
        else:
            write(path, coeffs, kind, meta, crop)
    return [str(path) for path in paths.values()]
