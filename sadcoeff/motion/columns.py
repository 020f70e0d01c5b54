"""The meaning of the 70 columns, and what is done to them after the networks.  NumPy only.

Columns follow Deep3DFaceRecon / BFM as SadTalker saves them: 64 expression weights, then
pitch, yaw, roll in radians (R = Rz @ Ry @ Rx), then translation x, y, z in face-model units.
"""

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FPS = 25  # frames a second: SadTalker's rate, trained into the weights

EXPRESSION = slice(0, 64)
ANGLES = slice(64, 67)  # pitch, yaw, roll, radians
TRANSLATION = slice(67, 70)  # x, y, z, face-model units
POSE = slice(64, 70)
COLUMNS = 70
ANGLE_NAMES = ("pitch", "yaw", "roll")
TRANSLATION_NAMES = ("x", "y", "z")

SMOOTH_WINDOW = 13  # frames, SadTalker's Savitzky-Golay window
SMOOTH_ORDER = 2


def smooth_pose(coeffs: np.ndarray, window: int = SMOOTH_WINDOW) -> np.ndarray:
    """Smooth columns 64-69 of (T, 70) as `smooth` does.  Returns a new (T, 70)."""
    smoothed = np.array(coeffs)
    smoothed[:, POSE] = smooth(coeffs[:, POSE], window)
    return smoothed


def smooth(rows: np.ndarray, window: int = SMOOTH_WINDOW) -> np.ndarray:
    """Smooth rows (T, C) along time (Savitzky-Golay, order 2, over an odd window of frames).

    If T is less than the window, the largest odd number <= T is used instead; a window below 3
    smooths nothing (for T < 3 the original crashes).  Written by hand because SciPy's filter, which
    gives the same, takes longer to import than ten seconds of sound take to compute.
    """
    window = min(window, len(rows) - (len(rows) + 1) % 2)
    if window <= SMOOTH_ORDER:
        return rows
    fit, half = _fit_parabola(window), window // 2
    middle = np.einsum("tcw,w->tc", sliding_window_view(rows, window, axis=0), fit[half])
    smoothed = [fit[:half] @ rows[:window], middle, fit[-half:] @ rows[-window:]]
    return np.concatenate(smoothed).astype(rows.dtype)


@cache
def _fit_parabola(window: int) -> np.ndarray:
    """The matrix from `window` values to their least-squares parabola: (window, window) float64."""
    powers = np.vander(np.linspace(-1, 1, window), SMOOTH_ORDER + 1)
    return powers @ np.linalg.pinv(powers)


def add_ref_pose(coeffs: np.ndarray, ref: np.ndarray) -> np.ndarray:
    """Add a reference's head motion, ref[t] - ref[0] of columns 64-69, looped or cut to T.

    coeffs: (T, 70), ref: (N, 70), N >= 1.  Returns a new (T, 70).
    """
    return add_motion(coeffs, loop_to(motion_of(ref), len(coeffs)))


def motion_of(ref: np.ndarray) -> np.ndarray:
    """Head motion of (N, 70) relative to its first frame: (N, 6), the first row zero."""
    return ref[:, POSE] - ref[:1, POSE]


def add_motion(coeffs: np.ndarray, motion: np.ndarray) -> np.ndarray:
    """Add head motion (T, 6) to columns 64-69 of (T, 70).  Returns a new (T, 70)."""
    moved = np.array(coeffs)
    moved[:, POSE] += motion
    return moved


def loop_to(rows: np.ndarray, length: int) -> np.ndarray:
    """Repeat rows (N, C) from the start, or cut them, to (length, C)."""
    return rows[np.arange(length) % len(rows)]
