"""Where a face rests, found in the recording itself: faces differ, and none rests at zero.

Each part has a rest of its own.  The mouth rests where the lips are closest, which pauses and p,
b, m show; the lids where the eyes are wide, so that blinks stand out; the brows at their median.
"""

import numpy as np

from sadcoeff.face.calibration import Calibration
from sadcoeff.face.points import BROWS, LANDMARKS, LIDS, find_points

PARTS = 3  # mouth (and all else), lids, brows
_CLOSED_SHARE = 0.12  # of the frames: those with the lips closest
_WIDE_SHARE = 0.5  # of the frames: those with the eyes widest
_OWN_FRAMES = 25  # frames whose rest counts as much as that of the mean face
_WINDOW = 750  # frames, half a minute: what a stream's rest is found in
_SETTLE = 25  # frames in which a stream's rest goes two thirds of its way


def part_masks() -> np.ndarray:
    """(3, K): 1 where a landmark belongs to mouth (and all else), lids, brows."""
    masks = np.zeros((PARTS, len(LANDMARKS)))
    masks[1, find_points(LIDS)] = masks[2, find_points(BROWS)] = 1
    masks[0] = 1 - masks.sum(axis=0)
    return masks


def rest_of(rows: np.ndarray, calibration: Calibration) -> np.ndarray:
    """Expression at rest of each part, (3, 64), of a recording's rows (T, 64).

    A short recording shows little of its face's rest: n frames get the weight n / (n + 25), the
    mean face's rest has the remainder.
    """
    own = rest_shown(rows, calibration)
    share = len(rows) / (len(rows) + _OWN_FRAMES)
    return share * own + (1 - share) * calibration.rest


class RunningRest:
    """The rest of a stream, frame by frame, as its last half minute shows it.

    It starts at the mean face's, and follows `rest_of` of what has been seen by 1/25 of the way a
    frame: so no single frame, one with the lips closer than ever, makes the face jump.
    """

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration
        self._rest = calibration.rest
        self._seen = np.empty((0, calibration.rest.shape[1]))

    @property
    def stored(self) -> int:
        """Numbers that are held."""
        return self._seen.size + self._rest.size

    def push(self, row: np.ndarray) -> np.ndarray:
        """Expression at rest of each part, (3, 64), once the stream's next row (64,) is seen."""
        self._seen = np.concatenate([self._seen[-_WINDOW + 1 :], row[None]])
        aim = rest_of(self._seen, self._calibration)
        self._rest = self._rest + (aim - self._rest) / _SETTLE
        return self._rest


def rest_shown(rows: np.ndarray, calibration: Calibration) -> np.ndarray:
    """Rest of each part, (3, 64), as the rows (T, 64) alone show it."""
    points = calibration.landmarks
    lips = rows @ (gap(points, 13, 14) + gap(points, 0, 17) / 2)
    eyes = rows @ (gap(points, 159, 145) + gap(points, 386, 374))
    closed = _lowest(lips, _CLOSED_SHARE)
    wide = _lowest(-eyes, _WIDE_SHARE)
    return np.stack([rows[closed].mean(0), rows[wide].mean(0), np.median(rows, axis=0)])


def gap(moves: np.ndarray, above: int, below: int) -> np.ndarray:
    """(N,): by how much each of N moves of all points, (N, K, 3), parts two of them vertically."""
    over, under = find_points((above, below))
    return moves[:, under, 1] - moves[:, over, 1]


def _lowest(values: np.ndarray, share: float) -> np.ndarray:
    """Indices of the lowest `share` of the values, at least one."""
    return np.argsort(values, kind="stable")[: max(1, round(share * len(values)))]
