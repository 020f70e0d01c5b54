"""The coefficients of a file, and the checks that an array passes before it counts as some."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sadcoeff.errors import CoeffFileError
from sadcoeff.files.layouts import (
    EXPRESSION_ALONE,
    FULL,
    WITH_CROP,
    crop_of,
    from_layout,
    is_layout,
)
from sadcoeff.motion.columns import COLUMNS, EXPRESSION, FPS
from sadcoeff.motion.meta import Meta
from sadcoeff.motion.reference import FASTEST, SLOWEST

MAX_VALUES = 24_000_000  # of an array, 192 MB in float64: 3.8 hours of 70 columns, 62 min of 257


@dataclass(frozen=True, eq=False)
class Coeffs:
    """The coefficients of a file."""

    name: str  # of the file
    values: np.ndarray  # (N, 70) float32, N >= 1; the pose is zero in an expression alone
    columns: int  # of the file: 64, 70 to 73, or 257
    key: str | None  # the variable of a .mat file
    meta: Meta  # how the file was made
    crop: np.ndarray | None = None  # (5,), of the first frame, where the file has it

    @property
    def has_pose(self) -> bool:
        """Whether these are not an expression alone."""
        return self.columns != EXPRESSION_ALONE

    @property
    def fps(self) -> float:
        """Frames a second: 25 where the file says none, or one that no recording has."""
        fps = self.meta.fps
        return fps if fps and SLOWEST <= fps <= FASTEST else float(FPS)

    @property
    def expression(self) -> np.ndarray:
        """The expression, (N, 64)."""
        return self.values[:, EXPRESSION]

    def with_pose(self) -> np.ndarray:
        """All 70 columns, (N, 70).  Raises CoeffFileError for an expression alone."""
        if not self.has_pose:
            raise CoeffFileError(
                f"'{self.name}' holds an expression alone ({EXPRESSION_ALONE} columns), and here "
                f"the head's pose is needed too: use a file with {COLUMNS} columns."
            )
        return self.values


def to_coeffs(
    path: Path, key: str | None, values: np.ndarray, meta: Meta, crop: np.ndarray | None = None
) -> Coeffs:
    """The 70 columns of an array, checked.

    `key` is the variable of a MAT file, `crop` (5,) what lies beside it.
    Raises CoeffFileError for anything but finite real numbers in a known layout.
    """
    name = _describe(path, key)
    if values.dtype.kind not in "fiu":
        raise CoeffFileError(f"{name} does not hold real numbers: save them as a float array.")
    check_shape(path, key, values.shape)
    rows = values[0] if values.ndim == 3 else values
    with np.errstate(over="ignore"):  # too large for float32 becomes infinite: refused below
        kept = from_layout(rows).astype(np.float32, order="C")
    if not np.isfinite(kept).all():
        raise CoeffFileError(f"{name} has values that are NaN or infinite: correct or remove them.")
    return Coeffs(path.name, kept, rows.shape[1], key, meta, _check_crop(rows, crop))


def _check_crop(rows: np.ndarray, crop: np.ndarray | None) -> np.ndarray | None:
    """The crop (5,) float32 given beside the rows or in them, if it is one."""
    found = crop_of(rows) if crop is None else crop
    if found is None:
        return None
    with np.errstate(over="ignore"):
        kept = found.astype(np.float32)
    return kept if np.isfinite(kept).all() else None


def check_shape(path: Path, key: str | None, shape: tuple[int, ...]) -> None:
    """Raise CoeffFileError unless an array of this shape has rows of a known layout."""
    name = _describe(path, key)
    rows = shape[1:] if len(shape) == 3 and shape[0] == 1 else shape
    if len(rows) != 2 or not is_layout(rows[1]):
        raise CoeffFileError(
            f"{name} has the shape {shape}: it must have rows of {COLUMNS} to {WITH_CROP} or of "
            f"{FULL} columns, or of {EXPRESSION_ALONE} for an expression alone, one row per frame."
        )
    if rows[0] == 0:
        raise CoeffFileError(f"{name} has no rows: it needs at least one frame.")
    if rows[0] > most_rows(rows[1]):
        raise CoeffFileError(
            f"{name} has {rows[0]} rows, more than the limit of {most_rows(rows[1])}: split it."
        )


def most_rows(columns: int) -> int:
    """How many rows of so many columns are read; more are refused."""
    return MAX_VALUES // columns


def _describe(path: Path, key: str | None) -> str:
    return f"{key} in '{path.name}'" if key else f"'{path.name}'"
