"""Ranges of coefficients in units for people, and how two sequences differ."""

from dataclasses import dataclass

import numpy as np

from sadcoeff.motion.columns import ANGLES, EXPRESSION, TRANSLATION

# Columns, the unit for people, and how many of it make one of the file's.
GROUPS = {
    "expression": (EXPRESSION, "PCA weights", 1.0),
    "angles": (ANGLES, "degrees", float(np.degrees(1))),
    "translation": (TRANSLATION, "model units", 1.0),
}


@dataclass(frozen=True, eq=False)
class GroupStatistics:
    """One group of columns in its unit; arrays have one entry per column."""

    low: np.ndarray
    high: np.ndarray
    std: np.ndarray


def statistics(coeffs: np.ndarray) -> dict[str, GroupStatistics]:
    """Ranges of (T, 70), T >= 1, by the names in GROUPS."""
    return {name: _measure(coeffs, *group) for name, group in GROUPS.items()}


def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Subtract (N, 70) from (M, 70) frame by frame, over the common length: (min(N, M), 70)."""
    common = min(len(first), len(second))
    a, b = (rows[:common].astype(np.float64) for rows in (first, second))
    return (b - a).astype(np.float32)


def _measure(coeffs: np.ndarray, columns: slice, _unit: str, scale: float) -> GroupStatistics:
    values = coeffs[:, columns].astype(np.float64) * scale
    return GroupStatistics(values.min(axis=0), values.max(axis=0), values.std(axis=0))
