"""Where the points of a face go under an expression: a linear map, measured on pictures."""

import numpy as np

from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.expression import check_expression
from sadcoeff.face.points import LANDMARKS

__all__ = ["LANDMARKS", "landmarks"]


def landmarks(expression: np.ndarray) -> np.ndarray:
    """Displacement of the points LANDMARKS from where they are at expression zero.

    expression: (T, 64).  Returns (T, K, 3) float32 in outer eye-corner distances, x to the
    image's right, y down, z away from the viewer.  Depth is a guess; left and right mirror each
    other.  Raises SettingError for an expression of another shape or with NaN.
    """
    rows = check_expression(expression).astype(np.float32)
    directions = load_calibration().landmarks.astype(np.float32)
    flat = rows @ directions.reshape(len(directions), -1)
    return flat.reshape(len(rows), len(LANDMARKS), 3)
