"""Every file that a take is written as: coefficients, and what animates a head by itself.

glb           our own head with Apple's 52 shapes, moving (`sadcoeff.face.glb`)
livelink.csv  those shapes and the head, as an iPhone's take (`sadcoeff.face.livelink`)
arkit.json    the same, as LAM_Audio2Expression writes it (`sadcoeff.face.arkit_json`)
arkit.csv     those shapes alone, as a table (`sadcoeff.face.arkit_csv`)

The formats of coefficients are in `sadcoeff.files.write`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit_csv import write_arkit_csv
from sadcoeff.face.arkit_json import LAM_FPS, write_arkit_json
from sadcoeff.face.glb import write_head
from sadcoeff.face.livelink import LIVELINK_FPS, write_livelink
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
    fps: int  # frames a second that its readers expect, unless another rate is asked for
    write: Callable[[Path, np.ndarray, int, str], None]  # path, coeffs, frame rate, name


ANIMATIONS = {
    "glb": Animation(".glb", "Animated head for Blender and three.js, GLB", FPS, write_head),
    "livelink.csv": Animation(
        ".livelink.csv",
        "Live Link Face take for Unreal, CSV",
        LIVELINK_FPS,
        lambda path, coeffs, fps, _: write_livelink(path, coeffs, fps),
    ),
    "arkit.json": Animation(
        ".arkit.json",
        "ARKit weights for LAM avatars, JSON",
        LAM_FPS,
        lambda path, coeffs, fps, _: write_arkit_json(path, coeffs, fps),
    ),
    "arkit.csv": Animation(
        ".arkit.csv",
        "ARKit weights as a table, CSV",
        FPS,
        lambda path, coeffs, fps, _: write_arkit_csv(path, coeffs, fps),
    ),
}
KINDS = (*FORMATS, *ANIMATIONS)


def suffix_of(kind: str) -> str:
    """The file name's suffix of one of KINDS; else SettingError."""
    if kind not in KINDS:
        raise SettingError(f"Unknown format '{kind}': use one of {', '.join(KINDS)}.")
    return FORMATS[kind].suffix if kind in FORMATS else ANIMATIONS[kind].suffix


def choose_rates(kinds: Iterable[str], fps: int | None) -> dict[str, int]:
    """The frame rates at which those of `kinds` are written that are animations.

    fps: of all of them; None for each one's own.  Raises SettingError for a rate that cannot be,
    or that no kind follows.
    """
    own = {kind: ANIMATIONS[kind].fps for kind in kinds if kind in ANIMATIONS}
    if fps is None:
        return own
    check_frame_rate(fps)
    if not own:
        raise SettingError(
            f"Coefficients always have {FPS} frames a second, so a rate of {fps} has no effect: "
            f"leave it out, or choose the format {' or '.join(ANIMATIONS)}."
        )
    return dict.fromkeys(own, fps)


def write_outputs(
    folder: str | Path,
    pic_name: str,
    audio_name: str,
    coeffs: np.ndarray,
    kinds: Iterable[str] = ("mat",),
    meta: Meta = UNKNOWN,
    crop: np.ndarray = TYPICAL_CROP,
    fps: int | None = None,
) -> list[str]:
    """Save (T, 70) as each of `kinds`, as `{folder}/{pic_name}##{audio_name}` and their suffixes.

    fps: frame rate of animations, by default each one's own.
    Returns the paths, in the order of `kinds`.
    Raises SettingError for an unknown kind or rate before anything is written, and what
    `sadcoeff.files.write.write` and the writers of animations raise.
    """
    kinds = tuple(kinds)
    rates = choose_rates(kinds, fps)
    names = {kind: coeff_name(pic_name, audio_name, suffix_of(kind)) for kind in kinds}
    paths = {kind: Path(folder) / name for kind, name in names.items()}
    for kind, path in paths.items():
        if kind in ANIMATIONS:
            ANIMATIONS[kind].write(path, coeffs, rates[kind], audio_name)
        else:
            write(path, coeffs, kind, meta, crop)
    return [str(path) for path in paths.values()]
