"""What a face does, as a few curves for people: mouth opening and width, lids, brows."""

import numpy as np

from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.expression import check_expression
from sadcoeff.face.measures import BROWS_UP, LIDS_CLOSING, LIPS_APART, MOUTH_WIDER
from sadcoeff.face.rest import rest_of

CURVE_NAMES = ("mouth opening", "mouth width", "lids closing", "brows raised")
_MEASURES = (LIPS_APART, MOUTH_WIDER, LIDS_CLOSING, BROWS_UP)


def face_curves(expression: np.ndarray) -> np.ndarray:
    """CURVE_NAMES of an expression (T, 64): (T, 4) float32, from the recording's own rest.

    In outer eye-corner distances: how far the inner lips are apart, 0 where they touch; by how
    much the mouth is wider than at rest; how far the lids have come together; and how far the
    brows are up.  Raises SettingError for an expression of another shape or with NaN.
    """
    rows = check_expression(expression)
    return curves_from(rest_of(rows, load_calibration()), rows)


def curves_from(rest: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """`face_curves` of rows (T, 64) from a rest (3, 64) that is known already: (T, 4) float32."""
    moves = load_calibration().landmarks
    curves = np.stack(
        [(rows - rest[each.part]) @ each.gradient(moves) for each in _MEASURES], axis=1
    )
    curves[:, 0] = np.maximum(curves[:, 0], 0)
    return curves.astype(np.float32)
