"""Reading coefficient files: `.mat`, `.npy` and the CSV that this program writes.

These files come from strangers: sizes are checked before anything is loaded, and pickled objects
are never opened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from tokenize import TokenError
from typing import TextIO

import numpy as np

from sadcoeff.errors import CoeffFileError
from sadcoeff.files.layouts import (
    CSV_NAMES,
    FULL,
    FULL_KEY,
    MAT_KEY,
    WITH_CROP,
    from_layout,
    is_layout,
)
from sadcoeff.files.mat import read_variable
from sadcoeff.motion.columns import COLUMNS
from sadcoeff.motion.meta import Meta
from sadcoeff.validation import open_file

# The first that a file has is read; SadTalker's own files have both the first and the last.
MAT_KEYS = (MAT_KEY, FULL_KEY, "full_3dmm")
MAX_VALUES = 24_000_000  # of an array, 192 MB in float64: 3.8 hours of 70 columns, 62 min of 257
MAX_BYTES = 1_000_000_000  # of a file, which may hold other variables too
_LONGEST_LINE = 4096  # characters of a CSV line; this program's have about 1000

# What NumPy raises on damaged files and on other kinds: it parses the header as Python.
_NPY_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    EOFError,
    OverflowError,
    MemoryError,
    RecursionError,
    TokenError,
)


@dataclass(frozen=True, eq=False)
class Coeffs:
    """The coefficients of a file."""

    values: np.ndarray  # (N, 70) float32, N >= 1
    columns: int  # of the file: 70 to 73, or 257
    key: str | None  # the variable of a .mat file
    meta: Meta  # how the file was made


def read_any(path: str | Path) -> Coeffs:
    """Read a `.npy`, a CSV written by this program or, under any other suffix, a MAT file.

    A MAT file holds `coeff_3dmm`, `coeff` or `full_3dmm`.  Rows have 70 to 73 or 257 columns, and
    may lie in a batch of one (1, N, columns).
    Raises CoeffFileError if the file is missing, may not be read, is too large, damaged or of
    another kind, if it has none of these variables, or if they have no rows, other columns, or
    values that are not finite real numbers.
    """
    path = Path(path)
    open_file(path, "coefficient file", CoeffFileError).close()
    if path.stat().st_size > MAX_BYTES:
        raise CoeffFileError(
            f"'{path.name}' has {path.stat().st_size / 1e9:.1f} GB, more than the "
            f"limit of {MAX_BYTES / 1e9:.1f} GB: split it."
        )
    return _READERS.get(path.suffix.lower(), _read_mat)(path)


def read_coeffs(path: str | Path) -> np.ndarray:
    """Coefficients (N, 70) float32, N >= 1, of any file that `read_any` reads; see there."""
    return read_any(path).values


def _read_mat(path: Path) -> Coeffs:
    key, values, meta = read_variable(path, MAT_KEYS, partial(_check_shape, path))
    return _to_coeffs(path, key, values, meta)


def _read_npy(path: Path) -> Coeffs:
    try:
        values = np.lib.format.open_memmap(path, mode="r")  # refuses pickled objects
    except _NPY_ERRORS as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a NumPy file of numbers: save the array itself with "
            "numpy.save."
        ) from error
    return _to_coeffs(path, None, values, Meta(fps=None))


def _read_csv(path: Path) -> Coeffs:
    try:
        with path.open(encoding="utf-8-sig") as file:
            names = tuple(file.readline(_LONGEST_LINE).rstrip().split(","))
            rows = _read_numbers(file) if names == CSV_NAMES else None
    except (OSError, ValueError) as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a CSV of this program: below the names, every line "
            f"must hold {len(CSV_NAMES)} numbers separated by commas."
        ) from error
    if rows is None:
        raise CoeffFileError(
            f"'{path.name}' is not a CSV of this program: its first line must name the "
            f"{len(CSV_NAMES)} columns {CSV_NAMES[0]}, {CSV_NAMES[1]} ... {CSV_NAMES[-1]}."
        )
    return _to_coeffs(path, None, rows[:, 1:], Meta(fps=_find_rate(rows[:, 0])))


def _read_numbers(file: TextIO) -> np.ndarray:
    """The lines below the names: (N, 71), N >= 0.  Raises ValueError for any other line."""
    first = file.readline(_LONGEST_LINE)
    if not first.strip():
        return np.empty((0, len(CSV_NAMES)))
    most = _most_rows(COLUMNS) + 1
    rows = np.loadtxt(chain([first], file), delimiter=",", ndmin=2, max_rows=most)
    if rows.shape[1] != len(CSV_NAMES):
        raise ValueError(f"The lines hold {rows.shape[1]} numbers.")
    return rows


def _find_rate(times: np.ndarray) -> float | None:
    """Mean frames per second of times in seconds, to a thousandth; None if they do not rise."""
    steps = np.diff(times)
    if len(steps) == 0 or not np.isfinite(times).all() or steps.min() <= 0:
        return None
    return round(float(len(steps) / (times[-1] - times[0])), 3)


_READERS: dict[str, Callable[[Path], Coeffs]] = {".npy": _read_npy, ".csv": _read_csv}


def _to_coeffs(path: Path, key: str | None, values: np.ndarray, meta: Meta) -> Coeffs:
    """The 70 columns of an array, checked."""
    name = _describe(path, key)
    if values.dtype.kind not in "fiu":
        raise CoeffFileError(f"{name} does not hold real numbers: save them as a float array.")
    _check_shape(path, key, values.shape)
    rows = values[0] if values.ndim == 3 else values
    with np.errstate(over="ignore"):  # too large for float32 becomes infinite: refused below
        kept = from_layout(rows).astype(np.float32, order="C")
    if not np.isfinite(kept).all():
        raise CoeffFileError(f"{name} has values that are NaN or infinite: correct or remove them.")
    return Coeffs(kept, rows.shape[1], key, meta)


def _check_shape(path: Path, key: str | None, shape: tuple[int, ...]) -> None:
    name = _describe(path, key)
    rows = shape[1:] if len(shape) == 3 and shape[0] == 1 else shape
    if len(rows) != 2 or not is_layout(rows[1]):
        raise CoeffFileError(
            f"{name} has the shape {shape}: it must have rows of {COLUMNS} to {WITH_CROP} or of "
            f"{FULL} columns, one row per frame."
        )
    if rows[0] == 0:
        raise CoeffFileError(f"{name} has no rows: it needs at least one frame.")
    if rows[0] > _most_rows(rows[1]):
        raise CoeffFileError(
            f"{name} has {rows[0]} rows, more than the limit of {_most_rows(rows[1])}: split it."
        )


def _most_rows(columns: int) -> int:
    return MAX_VALUES // columns


def _describe(path: Path, key: str | None) -> str:
    return f"{key} in '{path.name}'" if key else f"'{path.name}'"
