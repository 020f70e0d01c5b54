"""The face that motion starts from, and the eyes that it follows, from their files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.face.lids import read_blinks
from sadcoeff.files.coeffs import Coeffs
from sadcoeff.files.layouts import TYPICAL_CROP
from sadcoeff.files.read import read_any
from sadcoeff.motion.blinks import EYE_BLINK_MODES, EYELIDS
from sadcoeff.motion.columns import COLUMNS
from sadcoeff.motion.reference import FASTEST, SLOWEST, resample
from sadcoeff.validation import real_number

NO_FACE = "neutral"  # the source face's name in file names, when there is none


@dataclass(frozen=True, eq=False)
class Source:
    """The face that the motion starts from, and what its eyes do."""

    name: str = NO_FACE
    first: np.ndarray = field(default_factory=lambda: np.zeros(COLUMNS, np.float32))  # (70,)
    crop: np.ndarray = field(default_factory=lambda: TYPICAL_CROP)  # (5,), files.layouts
    eye_blink: np.ndarray | None = None  # (N, 64), replaces the face's expression frame by frame
    blinks: np.ndarray | None = None  # (N,), 0...1, replaces the drawn blinks frame by frame


NEUTRAL = Source()


def read_source(
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    eye_blink_mode: str = EYELIDS,
    eye_blink_fps: float | None = None,
    read: Callable[[str | Path], Coeffs] = read_any,
) -> Source:
    """Read the source face (its first row) and the eye-blink file, if they are given.

    See `make_batch` for mode and frame rate of the eye-blink file.  `read` opens a path.
    Raises CoeffFileError for a file that cannot be used, SettingError for a mode or rate.
    """
    given: dict[str, Any] = {}
    if source_coeff_path:
        face = read(source_coeff_path)
        given["name"] = Path(source_coeff_path).stem
        given["first"] = face.with_pose()[0]
        given["crop"] = TYPICAL_CROP if face.crop is None else face.crop
    if ref_eyeblink_coeff_path:
        check_eye_blink(eye_blink_mode, eye_blink_fps)
        eyes = read(ref_eyeblink_coeff_path)
        if eye_blink_mode == EYELIDS:
            given["blinks"] = _blinks_at_25(eyes, eye_blink_fps)
        else:
            given["eye_blink"] = eyes.expression
    return Source(**given)


def check_eye_blink(mode: str, fps: float | None) -> None:
    """Raise SettingError for an eye-blink mode or a frame rate that there is not."""
    if mode not in EYE_BLINK_MODES:
        raise SettingError(
            f"The eye-blink mode is {mode!r}: use {' or '.join(map(repr, EYE_BLINK_MODES))}."
        )
    if fps is not None:
        real_number("frame rate of the eye-blink file", fps, SLOWEST, FASTEST)


def _blinks_at_25(eyes: Coeffs, fps: float | None) -> np.ndarray:
    """How far a file's lids are closed, resampled to 25 frames a second: (N,) float32."""
    closed = read_blinks(eyes.expression)
    return resample(closed[:, None], eyes.fps if fps is None else fps)[:, 0]
