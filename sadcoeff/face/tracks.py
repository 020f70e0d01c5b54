"""A take at the frame rate of an animation, as Apple's shapes and the head's pose."""

from dataclasses import dataclass

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import arkit
from sadcoeff.motion.columns import ANGLES, COLUMNS, EXPRESSION, POSE, TRANSLATION
from sadcoeff.motion.frame_rates import change_rate


@dataclass(frozen=True)
class Tracks:
    """What moves a head, T frames of it."""

    weights: np.ndarray  # (T, 52) in 0...1, of ARKIT_NAMES
    angles: np.ndarray  # (T, 3): pitch, yaw, roll, radians
    translation: np.ndarray  # (T, 3): x, y, z, face-model units


def resample_tracks(coeffs: np.ndarray, fps: int) -> Tracks:
    """Tracks at 25, 30 or 60 `fps` of coeffs (T, 70) of 25 frames a second.

    Blinks and closed lips keep their depth (`change_rate`).  Raises SettingError for another rate,
    an array of another shape, a pose that is not finite or an expression that `arkit` refuses.
    """
    if coeffs.ndim != 2 or coeffs.shape[1] != COLUMNS:
        raise SettingError(
            f"The coefficients have the shape {coeffs.shape}: they must be (T, {COLUMNS})."
        )
    if not np.isfinite(coeffs[:, POSE]).all():
        raise SettingError("The head's pose has values that are NaN or infinite: mend it.")
    return Tracks(
        np.clip(change_rate(arkit(coeffs[:, EXPRESSION]), fps), 0, 1),
        change_rate(coeffs[:, ANGLES], fps),
        change_rate(coeffs[:, TRANSLATION], fps),
    )
