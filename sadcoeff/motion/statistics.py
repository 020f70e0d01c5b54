"""Figures about coefficients: ranges, speeds, blinks, and how two sequences differ."""

from dataclasses import dataclass

import numpy as np

from sadcoeff.motion.blinks import BLINK
from sadcoeff.motion.columns import ANGLES, EXPRESSION, TRANSLATION

# Columns, the unit for people, and how many of it make one of the file's.
GROUPS = {
    "expression": (EXPRESSION, "PCA weights", 1.0),
    "angles": (ANGLES, "degrees", float(np.degrees(1))),
    "translation": (TRANSLATION, "model units", 1.0),
}
_BASELINE = 25  # frames whose median is the open eye; a blink takes 5
_IS_BLINK = 0.5  # of a full blink: drawn ones reach 0.9 to 1.1, speech alone 0.3


@dataclass(frozen=True, eq=False)
class GroupStatistics:
    """One group of columns in `unit`; arrays have one entry a column."""

    unit: str
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    std: np.ndarray
    mean_speed: float  # length of the change from frame to frame, in `unit`; 0 for one frame
    top_speed: float


@dataclass(frozen=True)
class GroupDifference:
    """How one group of columns differs between two sequences, in `unit`."""

    unit: str
    rms: float  # over all columns and frames
    largest: float
    correlation: float | None  # of the motion about each column's mean; None without motion


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two sequences side by side."""

    lengths: tuple[int, int]  # frames of each
    common: int  # frames compared, from the start
    difference: np.ndarray  # (common, 70), the second less the first, in the files' units
    groups: dict[str, GroupDifference]  # by the names in GROUPS


def statistics(coeffs: np.ndarray) -> dict[str, GroupStatistics]:
    """Ranges and speeds of (T, 70), T >= 1, by the names in GROUPS."""
    return {name: _statistics(coeffs, *group) for name, group in GROUPS.items()}


def compare(first: np.ndarray, second: np.ndarray) -> Comparison:
    """Compare (N, 70) with (M, 70) frame by frame, as far as both go."""
    common = min(len(first), len(second))
    a, b = (rows[:common].astype(np.float64) for rows in (first, second))
    groups = {name: _difference(a, b, *group) for name, group in GROUPS.items()}
    return Comparison((len(first), len(second)), common, (b - a).astype(np.float32), groups)


def find_blinks(coeffs: np.ndarray, blink: np.ndarray) -> np.ndarray:
    """Middle frames of the blinks in (T, 70): (B,) int64.

    `blink` (64,) is the expression of a full blink (`Take.blink`), so this finds the blinks that
    such networks made.  What the expression has of it, above the median around, is compared with
    the course of a drawn blink.
    """
    from scipy.ndimage import median_filter  # slow to import
    from scipy.signal import find_peaks

    strength = coeffs[:, EXPRESSION] @ blink / max(float(blink @ blink), 1e-12)
    above = strength - median_filter(strength, _BASELINE, mode="reflect")
    course = np.array(BLINK)
    # A frame of nothing at both ends: a peak at the very edge counts as well.
    match = np.pad(np.convolve(above, course, mode="same") / (course @ course), 1)
    return find_peaks(match, height=_IS_BLINK, distance=len(BLINK))[0] - 1


def _statistics(coeffs: np.ndarray, columns: slice, unit: str, scale: float) -> GroupStatistics:
    values = coeffs[:, columns].astype(np.float64) * scale
    speeds = np.linalg.norm(np.diff(values, axis=0), axis=1)
    return GroupStatistics(
        unit,
        low=values.min(axis=0),
        high=values.max(axis=0),
        mean=values.mean(axis=0),
        std=values.std(axis=0),
        mean_speed=float(speeds.mean()) if len(speeds) else 0.0,
        top_speed=float(speeds.max(initial=0.0)),
    )


def _difference(
    a: np.ndarray, b: np.ndarray, columns: slice, unit: str, scale: float
) -> GroupDifference:
    a, b = a[:, columns] * scale, b[:, columns] * scale
    error = b - a
    return GroupDifference(
        unit,
        rms=float(np.sqrt(np.mean(error**2))),
        largest=float(np.abs(error).max()),
        correlation=_correlation(a - a.mean(axis=0), b - b.mean(axis=0)),
    )


def _correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    energy = float(np.sqrt(np.sum(a * a) * np.sum(b * b)))
    return float(np.sum(a * b)) / energy if energy > 0 else None
