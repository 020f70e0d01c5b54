"""Reading coefficient files: `.mat`, `.npy` and the CSV that this program writes.

Other people's files come in here: sizes are looked at before anything is loaded, and pickled
objects are never opened.
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
from sadcoeff.validation import is_file

# In this order, where a file holds several: the last is beside the first in SadTalker's own.
MAT_KEYS = (MAT_KEY, FULL_KEY, "full_3dmm")
MAX_VALUES = 24_000_000  # of an array, 192 MB in float64: 3.8 hours of 70 columns, 62 min of 257
MAX_BYTES = 1_000_000_000  # of a file, which may hold other things too
_LONGEST_LINE = 4096  # characters of a CSV; this program's have about 1000

# What NumPy raises on files of another kind or damaged: the header is Python text.
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
    meta: Meta  # what the file says of itself


def read_any(path: str | Path) -> Coeffs:
    """Read a `.npy`, a CSV of this program's, or, whatever else it is called, a MAT file.

    A MAT file holds `coeff_3dmm`, `coeff` or `full_3dmm`; rows have 70 to 73 columns or 257, and
    may lie in a batch of one (1, N, columns).
    Raises CoeffFileError if the file is missing, too large, of another kind or damaged, if it
    lacks these variables, or if they hold no rows, other columns, other than real numbers, or
    NaN or infinite values.
    """
    path = Path(path)
    if not is_file(path):
        raise CoeffFileError(f"No coefficient file '{path}': check the path.")
    if path.stat().st_size > MAX_BYTES:
        raise CoeffFileError(
            f"'{path.name}' has {path.stat().st_size / 1e9:.1f} GB, more than the "
            f"{MAX_BYTES / 1e9:.1f} GB that are read: cut it into parts."
        )
    return _READERS.get(path.suffix.lower(), _read_mat)(path)


def read_coeffs(path: str | Path) -> np.ndarray:
    """Coefficients (N, 70) float32, N >= 1, of any file that `read_any` reads; see there."""
    return read_any(path).values


def _read_mat(path: Path) -> Coeffs:
    key, values, meta = read_variable(path, MAT_KEYS, partial(_check_shape, path))
    return _coeffs(path, key, values, meta)


def _read_npy(path: Path) -> Coeffs:
    try:
        values = np.lib.format.open_memmap(path, mode="r")  # refuses pickled objects
    except _NPY_ERRORS as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a NumPy file of numbers: save the array itself with "
            "numpy.save."
        ) from error
    return _coeffs(path, None, values, Meta(fps=None))


def _read_csv(path: Path) -> Coeffs:
    try:
        with path.open(encoding="utf-8-sig") as file:
            names = tuple(file.readline(_LONGEST_LINE).rstrip().split(","))
            rows = _numbers(file) if names == CSV_NAMES else None
    except (OSError, ValueError) as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as this program's CSV: below the names, every line must "
            f"hold {len(CSV_NAMES)} numbers with commas between."
        ) from error
    if rows is None:
        raise CoeffFileError(
            f"'{path.name}' is no CSV of this program's: its first line must name the "
            f"{len(CSV_NAMES)} columns {CSV_NAMES[0]}, {CSV_NAMES[1]} ... {CSV_NAMES[-1]}."
        )
    return _coeffs(path, None, rows[:, 1:], Meta(fps=_rate(rows[:, 0])))


def _numbers(file: TextIO) -> np.ndarray:
    """What follows the names: (N, 71), N >= 0.  Raises ValueError if a line is of another kind."""
    first = file.readline(_LONGEST_LINE)
    if not first.strip():
        return np.empty((0, len(CSV_NAMES)))
    most = _most_rows(COLUMNS) + 1
    rows = np.loadtxt(chain([first], file), delimiter=",", ndmin=2, max_rows=most)
    if rows.shape[1] != len(CSV_NAMES):
        raise ValueError(f"The lines hold {rows.shape[1]} numbers.")
    return rows


def _rate(times: np.ndarray) -> float | None:
    """Mean frames a second of times in seconds, to a thousandth; None if they do not rise."""
    steps = np.diff(times)
    if len(steps) == 0 or not np.isfinite(times).all() or steps.min() <= 0:
        return None
    return round(float(len(steps) / (times[-1] - times[0])), 3)


_READERS: dict[str, Callable[[Path], Coeffs]] = {".npy": _read_npy, ".csv": _read_csv}


def _coeffs(path: Path, key: str | None, values: np.ndarray, meta: Meta) -> Coeffs:
    """The 70 columns of an array, if it holds coefficients."""
    name = _name(path, key)
    if values.dtype.kind not in "fiu":
        raise CoeffFileError(f"{name} does not hold real numbers.")
    _check_shape(path, key, values.shape)
    rows = values[0] if values.ndim == 3 else values
    with np.errstate(over="ignore"):  # too large for float32: infinite, and refused below
        kept = from_layout(rows).astype(np.float32, order="C")
    if not np.isfinite(kept).all():
        raise CoeffFileError(f"{name} has values that are NaN or infinite.")
    return Coeffs(kept, rows.shape[1], key, meta)


def _check_shape(path: Path, key: str | None, shape: tuple[int, ...]) -> None:
    name = _name(path, key)
    rows = shape[1:] if len(shape) == 3 and shape[0] == 1 else shape
    if len(rows) != 2 or not is_layout(rows[1]):
        raise CoeffFileError(
            f"{name} has the shape {shape}: it must have rows of {COLUMNS} to {WITH_CROP} or of "
            f"{FULL} columns, one row a frame."
        )
    if rows[0] == 0:
        raise CoeffFileError(f"{name} has no rows: it needs at least one frame.")
    if rows[0] > _most_rows(rows[1]):
        raise CoeffFileError(
            f"{name} has {rows[0]} rows, more than the {_most_rows(rows[1])} that are read: cut it."
        )


def _most_rows(columns: int) -> int:
    return MAX_VALUES // columns


def _name(path: Path, key: str | None) -> str:
    return f"{key} in '{path.name}'" if key else f"'{path.name}'"
