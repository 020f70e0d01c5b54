"""The check that every expression passes before a face is read from it."""

from typing import Any

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.motion.columns import EXPRESSION

_WIDTH = EXPRESSION.stop
_LARGEST = 1e6  # real ones stay within 2; far beyond this, sums would overflow


def check_expression(expression: Any) -> np.ndarray:
    """`expression` as (T, 64) float64, T >= 1.  Raises SettingError for anything else."""
    try:
        rows = np.asarray(expression)
    except ValueError as error:  # rows of different lengths
        raise _no_array() from error
    if rows.dtype.kind not in "fiu":
        raise _no_array()
    if rows.ndim != 2 or rows.shape[1] != _WIDTH or len(rows) == 0:
        raise SettingError(
            f"The expression has the shape {rows.shape}: it must be (T, {_WIDTH}), T at least 1; "
            f"of whole coefficients, pass the first {_WIDTH} columns."
        )
    if not (np.abs(rows) <= _LARGEST).all():
        raise SettingError(
            "The expression has values that are NaN, infinite or above a million: mend it."
        )
    return rows.astype(np.float64)


def _no_array() -> SettingError:
    return SettingError(f"The expression is not an array of real numbers: pass (T, {_WIDTH}).")
