"""All that is told of a face by name: curves for people, Apple's shapes, and the coefficients."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.curves import CURVE_NAMES, face_curves
from sadcoeff.face.expression import check_expression
from sadcoeff.motion.columns import EXPRESSION

COEFFICIENT_NAMES = tuple(f"exp {column}" for column in range(EXPRESSION.stop))
NAMES = (*CURVE_NAMES, *ARKIT_NAMES, *COEFFICIENT_NAMES)


class NamedCurves:
    """The curves of one expression by NAMES, each kind computed when it is first asked for.

    Of CURVE_NAMES in distances between the outer eye corners (`face_curves`), of ARKIT_NAMES in
    0...1 (`arkit`), of COEFFICIENT_NAMES as they are.
    """

    def __init__(self, expression: Any) -> None:
        """`expression`: (T, 64), T >= 1.  Raises SettingError for anything else, or NaN."""
        self._expression = check_expression(expression).astype(np.float32)

    def __len__(self) -> int:
        """Frames."""
        return len(self._expression)

    def pick(self, names: Sequence[str]) -> np.ndarray:
        """The curves of these names, (T, len(names)) float32.  Raises as `check_names` does."""
        check_names(names)
        return np.stack([self._find(name) for name in names], axis=1)

    def find_strongest_shapes(self, count: int) -> list[str]:
        """The names of Apple's shapes that move most, most first; of a pair the left one."""
        order = np.argsort(-self._weights.std(axis=0), kind="stable")
        return [ARKIT_NAMES[i] for i in order if not ARKIT_NAMES[i].endswith("Right")][:count]

    @cached_property
    def _curves(self) -> np.ndarray:
        return face_curves(self._expression)

    @cached_property
    def _weights(self) -> np.ndarray:
        return arkit(self._expression)

    def _find(self, name: str) -> np.ndarray:
        if name in CURVE_NAMES:
            return self._curves[:, CURVE_NAMES.index(name)]
        if name in ARKIT_NAMES:
            return self._weights[:, ARKIT_NAMES.index(name)]
        return self._expression[:, COEFFICIENT_NAMES.index(name)]


def check_names(names: Sequence[str]) -> None:
    """Raise SettingError unless there is a name, and every one is of NAMES."""
    if not names:
        raise SettingError("No curve is named: name one at least.")
    for name in names:
        if name not in NAMES:
            raise SettingError(
                f"Unknown curve {name!r}: use {', '.join(CURVE_NAMES)}, one of Apple's 52 shapes "
                f"such as jawOpen, or {COEFFICIENT_NAMES[0]} to {COEFFICIENT_NAMES[-1]}."
            )
