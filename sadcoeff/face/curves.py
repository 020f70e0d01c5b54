"""What a face does, as a few curves for people: mouth opening and width, lids, brows."""

import numpy as np

from sadcoeff.face.calibration import Calibration, load_calibration
from sadcoeff.face.expression import check_expression
from sadcoeff.face.points import find_points
from sadcoeff.face.rest import rest_of

CURVE_NAMES = ("mouth opening", "mouth width", "lids closing", "brows raised")
# Of each curve: the part whose rest it is measured from, the axis (0 right, 1 down), and pairs of
# points, by MediaPipe's index, whose second moves away from the first.  The brows' first is fixed.
_MEASURES = (
    (0, 1, ((13, 14),)),
    (0, 0, ((61, 291),)),
    (1, 1, ((145, 159), (374, 386))),
    (2, 1, ((105, None), (334, None))),
)


def face_curves(expression: np.ndarray) -> np.ndarray:
    """CURVE_NAMES of an expression (T, 64): (T, 4) float32, from the recording's own rest.

    In outer eye-corner distances: how far the inner lips are apart, 0 where they touch; by how
    much the mouth is wider than at rest; how far the lids have come together; and how far the
    brows are up.  Raises SettingError for an expression of another shape or with NaN.
    """
    rows, calibration = check_expression(expression), load_calibration()
    rest = rest_of(rows, calibration)
    curves = np.stack(
        [
            (rows - rest[part]) @ _direction(calibration, axis, pairs)
            for part, axis, pairs in _MEASURES
        ],
        axis=1,
    )
    curves[:, 0] = np.maximum(curves[:, 0], 0)
    return curves.astype(np.float32)


def _direction(
    calibration: Calibration, axis: int, pairs: tuple[tuple[int, int | None], ...]
) -> np.ndarray:
    """(64,): how far each coefficient moves the second point of each pair from the first."""
    away = np.zeros(len(calibration.landmarks))
    for first, second in pairs:
        away -= calibration.landmarks[:, find_points((first,))[0], axis]
        if second is not None:
            away += calibration.landmarks[:, find_points((second,))[0], axis]
    return away / len(pairs)
