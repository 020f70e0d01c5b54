"""Apple's 52 face shapes from an expression: the weights that move the landmarks alike.

Each frame is a small least-squares problem by itself, with weights in 0...1, so that what one
frame shows depends on no other but through the recording's rest.
"""

from functools import lru_cache

import numpy as np

from sadcoeff.face.calibration import Calibration, load_calibration
from sadcoeff.face.expression import check_expression
from sadcoeff.face.points import (
    BROWS,
    CHEEKS,
    CHIN,
    CORNERS,
    LANDMARKS,
    LIDS,
    LIPS,
    NOSE,
    find_points,
)
from sadcoeff.face.rest import RunningRest, part_masks, rest_of
from sadcoeff.face.units import (
    ARKIT_NAMES,
    OPPOSED,
    UNITS,
    UNSUPPORTED,
    opposed_pairs,
    spread_matrix,
)

__all__ = ["ARKIT_NAMES", "UNSUPPORTED", "ArkitStream", "arkit"]

# How much a point counts: the mouth's corners, lids and brows more, as they are few or move less;
# chin, nose and cheeks less, as they are seen less well.  Points not named count nothing.
_IMPORTANCE = (
    *((LIPS, 1), (CORNERS, 2), (LIDS, 4), (BROWS, 2)),
    *((CHIN, 0.3), (NOSE, 0.2), (CHEEKS, 0.1)),
)
_AXES = (1, 1, 0.05)  # depth is a guess
_THRESHOLD = 0.001  # what a unit must explain before it is used at all
_APART = 0.05  # cost of the product of two opposed units: less than where it has two solutions
_FURTHER_APART = {("mouthSmile", "mouthFunnel"): 0.075}  # these are the hardest to tell apart
_SWEEPS = 30  # no weight is then further than 0.0001 from its end
_CHUNK = 4096  # frames at a time: fits into a processor's cache


def arkit(expression: np.ndarray) -> np.ndarray:
    """Weights of ARKIT_NAMES, (T, 52) float32 in 0...1, measured from the recording's own rest.

    expression: (T, 64).  Those of UNSUPPORTED are 0.  Left and right are equal.  Raises
    SettingError for an expression of another shape or with NaN.
    """
    return _name(fit_units(check_expression(expression), load_calibration()))


class ArkitStream:
    """The same while somebody speaks: measured from the rest that the stream has shown so far.

    Against `arkit` on the whole of eight shipped recordings of 4 to 10 s, weights differ by 0.08 at
    most after the first three seconds, by 0.21 within them, and by 0.003 to 0.007 in the mean.  Of
    that, nothing flickers: from frame to frame, the moving rest changes a weight by 0.011 at most.
    """

    def __init__(self) -> None:
        self._rest = RunningRest(load_calibration())

    def push(self, expression: np.ndarray) -> np.ndarray:
        """Weights of the next frames, (n, 64) -> (n, 52) float32, n at least 1; raises as above."""
        rows = check_expression(expression)
        rests = np.stack([self._rest.push(row) for row in rows])
        return _name(fit_units_from(rests, rows, load_calibration()))


def _name(units: np.ndarray) -> np.ndarray:
    """Weights of ARKIT_NAMES, (T, 52) float32, of weights of UNITS, (T, U)."""
    return np.minimum(units @ spread_matrix(), 1).astype(np.float32)


def fit_units(rows: np.ndarray, calibration: Calibration) -> np.ndarray:
    """Weights of UNITS, (T, U) in 0...1, that move the landmarks as the rows (T, 64) do."""
    return fit_units_from(rest_of(rows, calibration), rows, calibration)


def fit_units_from(rest: np.ndarray, rows: np.ndarray, calibration: Calibration) -> np.ndarray:
    """The same from a known expression at rest: (3, 64), or each frame's own, (T, 3, 64)."""
    pull, gram = _normal_equations(calibration)
    at_rest = np.einsum("...pc,pcu->...u", rest, pull)
    aims = rows @ pull.sum(axis=0) - at_rest - _THRESHOLD
    chunks = [aims[i : i + _CHUNK] for i in range(0, len(aims), _CHUNK)]
    return np.concatenate([_solve(gram, chunk) for chunk in chunks])


@lru_cache(maxsize=1)  # 2 ms, which a live frame should not pay
def _normal_equations(calibration: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """What each coefficient asks of each unit, by part (3, 64, U), and the units' own (U, U)."""
    importance = np.zeros(len(LANDMARKS))
    for points, value in _IMPORTANCE:
        importance[find_points(points)] = value
    weighted = calibration.units * (importance[:, None] * _AXES)  # (U, K, 3)
    pull = np.einsum("pk,cka,uka->pcu", part_masks(), calibration.landmarks, weighted)
    gram = np.einsum("uka,vka->uv", calibration.units, weighted)
    gram += np.diag([unit.ridge for unit in UNITS])
    first, second = opposed_pairs().T
    costs = [_FURTHER_APART.get(pair, _APART) for pair in OPPOSED]
    gram[first, second] += costs
    gram[second, first] += costs
    return pull, gram


def _solve(gram: np.ndarray, aims: np.ndarray) -> np.ndarray:
    """Weights w (T, U) in 0...1 of least w gram w / 2 - aims w, one unit after the other."""
    weights, wanted = np.zeros(aims.T.shape), np.ascontiguousarray(aims.T)
    for _ in range(_SWEEPS):
        for unit, row in enumerate(gram):
            step = (wanted[unit] - row @ weights) / row[unit]
            weights[unit] = np.clip(weights[unit] + step, 0, 1)
    return weights.T
