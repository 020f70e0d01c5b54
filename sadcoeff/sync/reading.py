"""What sound and mouth are compared by, as `tools/sync.py` fits it: see assets/README.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.points import find_points
from sadcoeff.motion.columns import FPS
from sadcoeff.resources import ASSETS

ASSET = ASSETS / "sync.npz"
_REACH = 6  # steps of 20 ms; the sound so far before and after a moment moves the mouth
TAPS = 2 * _REACH + 1
# Pairs of points by MediaPipe's index, and the axis along which they part: 0 right, 1 down.
_DISTANCES = ((0, 17, 1), (13, 14, 1), (61, 291, 0), (6, 152, 1))  # lips out, in; width; jaw
_SLOW = 1.0  # s; what changes more slowly is mood or level, not speech


@dataclass(frozen=True)
class Reading:
    """Two linear maps into the same K measures, each about 1 for usual speech.

    sound: (13, 8, K), from the bands at 13 moments, 20 ms apart, 0.12 s before to 0.12 s after.
    mouth: (4, K), from the distances of `read_mouth`.
    """

    sound: np.ndarray
    mouth: np.ndarray

    def hear(self, bands: np.ndarray) -> np.ndarray:
        """The measures that a sound's bands (N, 8) ask for, 50 a second: (N, K)."""
        heard = np.zeros((len(bands), self.sound.shape[2]), np.float32)
        for tap, part in zip(self.sound, take_taps(bands), strict=True):
            heard += part @ tap
        return heard

    def see(self, distances: np.ndarray) -> np.ndarray:
        """The measures of a mouth's distances (T, 4), 25 a second: (T, K)."""
        return distances @ self.mouth

    def save(self, path: Path) -> None:
        """Write it in single floats."""
        np.savez(path, **{name: part.astype(np.float32) for name, part in vars(self).items()})


@cache
def load_reading() -> Reading:
    """The shipped one."""
    with np.load(ASSET) as file:
        return Reading(**{name: file[name] for name in file.files})


def read_mouth(rows: np.ndarray) -> np.ndarray:
    """Lips outside and inside, width and jaw of an expression (T, 64), less what is slow: (T, 4).

    In outer eye-corner distances.
    """
    points = load_calibration().landmarks
    ends = [(find_points((a, b)), axis) for a, b, axis in _DISTANCES]
    moves = [points[:, two, axis] - points[:, one, axis] for (one, two), axis in ends]
    return take_quick(rows @ np.stack(moves, axis=1), FPS)


def take_taps(bands: np.ndarray) -> Iterator[np.ndarray]:
    """The bands (N, 8) at each of the 13 moments around; the first and last go on for ever."""
    padded = np.pad(bands, ((_REACH, _REACH), (0, 0)), mode="edge")
    return (padded[k : k + len(bands)] for k in range(TAPS))


def take_quick(rows: np.ndarray, rate: int) -> np.ndarray:
    """Rows (N, C) less their mean over a second around, or what there is of it at the ends."""
    half = int(_SLOW * rate) // 2
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    low = np.maximum(np.arange(len(rows)) - half, 0)
    high = np.minimum(np.arange(len(rows)) + half + 1, len(rows))
    return (rows - (sums[high] - sums[low]) / (high - low)[:, None]).astype(np.float32)
