"""What the 70 columns mean, and what is done to them after the networks.  NumPy only.

Columns follow Deep3DFaceRecon / BFM as SadTalker saves them: 64 expression weights, then
pitch, yaw, roll in radians (R = Rz @ Ry @ Rx), then translation x, y, z in face-model units.
"""

import numpy as np

EXPRESSION = slice(0, 64)
ANGLES = slice(64, 67)  # pitch, yaw, roll, radians
TRANSLATION = slice(67, 70)  # x, y, z, face-model units
POSE = slice(64, 70)
COLUMNS = 70
ANGLE_NAMES = ("pitch", "yaw", "roll")
TRANSLATION_NAMES = ("x", "y", "z")

SMOOTH_WINDOW = 13  # frames, SadTalker's Savitzky-Golay window
SMOOTH_ORDER = 2


def smooth_pose(coeffs: np.ndarray) -> np.ndarray:
    """Smooth columns 64-69 along time (Savitzky-Golay, order 2, window 13 frames).

    coeffs: (T, 70).  Returns a new (T, 70).  Where T < 13 the window is the largest odd
    number <= T; where T < 3 nothing is smoothed (the original stops there).
    """
    from scipy.signal import savgol_filter  # slow to import, and not needed to read files

    smoothed = np.array(coeffs)
    frames = len(smoothed)
    window = min(SMOOTH_WINDOW, frames - (frames + 1) % 2)
    if window > SMOOTH_ORDER:
        smoothed[:, POSE] = savgol_filter(smoothed[:, POSE], window, SMOOTH_ORDER, axis=0)
    return smoothed


def add_ref_pose(coeffs: np.ndarray, ref: np.ndarray) -> np.ndarray:
    """Add a reference's head motion, ref[t] - ref[0] of columns 64-69, looped or cut to T.

    coeffs: (T, 70), ref: (N, 70), N >= 1.  Returns a new (T, 70).
    """
    moved = np.array(coeffs)
    motion = ref[:, POSE] - ref[:1, POSE]
    moved[:, POSE] += loop_to(motion, len(moved))
    return moved


def loop_to(rows: np.ndarray, length: int) -> np.ndarray:
    """Repeat the rows (N, C) from the start, or cut them, to (length, C)."""
    return rows[np.arange(length) % len(rows)]
