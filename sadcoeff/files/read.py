"""Reading coefficient files: `.mat`, `.npy`, SadTalker's `.txt`, and this program's CSV.

These files come from strangers: sizes are checked before anything is loaded, and pickled objects
are never opened.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from tokenize import TokenError
from typing import TextIO

import numpy as np

from sadcoeff.errors import CoeffFileError
from sadcoeff.files.coeffs import Coeffs, check_shape, most_rows, to_coeffs
from sadcoeff.files.layouts import (
    CSV_NAMES,
    EXPRESSION_ALONE,
    FULL,
    FULL_KEY,
    MAT_KEY,
    PARTS,
    WITH_CROP,
)
from sadcoeff.files.mat import read_variables
from sadcoeff.files.text import MAX_ROWS, read_text
from sadcoeff.motion.columns import COLUMNS
from sadcoeff.motion.meta import Meta
from sadcoeff.validation import open_file

# The first that a file has is read; SadTalker's own files have both the first and the third.
MAT_KEYS = ((MAT_KEY,), (FULL_KEY,), ("full_3dmm",), tuple(PARTS), ("exp",))
_MAT_KEYS_SAID = "coeff_3dmm, coeff or full_3dmm, nor exp with angle and trans"
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


def read_any(path: str | Path) -> Coeffs:
    """Read a `.npy`, a CSV of this program, a `.txt` or, under any other suffix, a MAT file.

    A MAT file holds `coeff_3dmm`, `coeff` or `full_3dmm`, or `exp`, `angle` and `trans` as
    Deep3DFaceRecon_pytorch saves them.  Rows have 64 columns (an expression alone), 70 to 73 or
    257, and may lie in a batch of one (1, N, columns).
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
    """Coefficients (N, 70) float32, N >= 1, of any file that `read_any` reads; see there.

    Raises CoeffFileError for an expression alone, too.
    """
    return read_any(path).with_pose()


def _read_mat(path: Path) -> Coeffs:
    arrays, meta, crops = read_variables(
        path, MAT_KEYS, _MAT_KEYS_SAID, partial(_check_arrays, path)
    )
    key, values = next(iter(arrays.items()))
    if len(arrays) > 1:  # one alone is not copied: it may be large
        values = np.concatenate([*arrays.values()], axis=-1)
    return to_coeffs(path, key, values, meta, None if crops is None else crops[0])


def _check_arrays(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Check the shape of the one array, or of those in PARTS and of all of them side by side."""
    (key, shape), *others = shapes.items()
    if not others:
        check_shape(path, key, shape)
        return
    if {s[:-1] for s in shapes.values()} != {shape[:-1]} or any(
        s[-1] != PARTS[name] for name, s in shapes.items()
    ):
        raise CoeffFileError(
            f"{', '.join(shapes)} in '{path.name}' have the shapes "
            f"{', '.join(map(str, shapes.values()))}: they must have "
            f"{', '.join(map(str, PARTS.values()))} columns and one row per frame each."
        )
    check_shape(path, key, (*shape[:-1], COLUMNS))


def _read_npy(path: Path) -> Coeffs:
    try:
        values = np.lib.format.open_memmap(path, mode="r")  # refuses pickled objects
    except _NPY_ERRORS as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a NumPy file of numbers: save the array itself with "
            "numpy.save."
        ) from error
    return to_coeffs(path, None, values, Meta(fps=None))


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
            f"'{path.name}' is not a CSV of this program's coefficients: its first line must name "
            f"the {len(CSV_NAMES)} columns {CSV_NAMES[0]}, {CSV_NAMES[1]} ... {CSV_NAMES[-1]}."
        )
    return to_coeffs(path, None, rows[:, 1:], Meta(fps=_find_rate(rows[:, 0])))


def _read_numbers(file: TextIO) -> np.ndarray:
    """The lines below the names: (N, 71), N >= 0.  Raises ValueError for any other line."""
    first = file.readline(_LONGEST_LINE)
    if not first.strip():
        return np.empty((0, len(CSV_NAMES)))
    most = most_rows(COLUMNS) + 1
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


def _read_txt(path: Path) -> Coeffs:
    try:
        rows = read_text(path)
    except (OSError, ValueError) as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as SadTalker's text: every line must hold "
            f"{EXPRESSION_ALONE}, {COLUMNS} to {WITH_CROP} or {FULL} numbers, as many as the "
            f"first, and there may be {MAX_ROWS} lines."
        ) from error
    return to_coeffs(path, None, rows, Meta(fps=None))


_READERS: dict[str, Callable[[Path], Coeffs]] = {
    ".npy": _read_npy,
    ".csv": _read_csv,
    ".txt": _read_txt,
}
