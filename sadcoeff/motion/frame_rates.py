"""Motion at the frame rates that animators work with."""

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.motion.columns import FPS

FRAME_RATES = (25, 30, 60)


def check_frame_rate(fps: int) -> None:
    """Raise SettingError unless `fps` is one of FRAME_RATES."""
    if fps not in FRAME_RATES:
        choices = ", ".join(str(rate) for rate in FRAME_RATES[:-1])
        raise SettingError(
            f"Motion cannot be written at {fps!r} frames a second: use {choices} or "
            f"{FRAME_RATES[-1]}."
        )


def change_rate(rows: np.ndarray, fps: int) -> np.ndarray:
    """Rows (T, C) of 25 frames a second at `fps`: (T', C) float32, from the first to the last.

    Straight between frames; but where a column turns, the nearest new frame gets that value, so
    that blinks and closed lips keep their depth.  Raises SettingError for another rate.
    """
    check_frame_rate(fps)
    count = (len(rows) - 1) * fps // FPS + 1
    places = np.arange(count) * FPS / fps
    low = np.minimum(places.astype(int), max(len(rows) - 2, 0))
    share = (places - low)[:, None]
    changed = rows[low] * (1 - share) + rows[np.minimum(low + 1, len(rows) - 1)] * share
    nearest = np.minimum(np.rint(np.arange(len(rows)) * fps / FPS).astype(int), count - 1)
    turns, columns = np.nonzero(_turns(rows))
    changed[nearest[turns], columns] = rows[turns, columns]
    return changed.astype(np.float32)


def _turns(rows: np.ndarray) -> np.ndarray:
    """(T, C): whether a column is highest or lowest there among its neighbours."""
    steps = np.diff(rows, axis=0)
    turns = np.zeros(rows.shape, bool)
    turns[1:-1] = (steps[:-1] * steps[1:] <= 0) & ((steps[:-1] != 0) | (steps[1:] != 0))
    return turns
