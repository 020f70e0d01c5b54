"""Reading arrays from a MAT file, checked before they are loaded, and writing them."""

import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sadcoeff.errors import CoeffFileError
from sadcoeff.files.atomic import write_whole
from sadcoeff.files.layouts import CROP_KEY, CROP_VALUES, MAT_KEY
from sadcoeff.files.mat_headers import holds_real_array, holds_text, is_level4
from sadcoeff.files.meta import NAMES, TEXTS, read_meta
from sadcoeff.motion.meta import Meta

_MAT_TEXT = b"MATLAB 5.0 MAT-file, coefficients of a talking head".ljust(116)
_LONGEST_TEXT = 4096  # characters of a variable that is only displayed
_MOST_CROPS = 400_000  # rows, more than a file of coefficients may have
_SAVE_AGAIN = "save it again with scipy.io.savemat, or in MATLAB with -v7"

# What scipy's reader raises on files that are damaged, of an unknown kind, or not MAT at all.
MAT_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    MemoryError,
    NotImplementedError,
    struct.error,
    zlib.error,
)


def read_variables(
    path: Path,
    choices: Sequence[tuple[str, ...]],
    wanted: str,
    check_shapes: Callable[[dict[str, tuple[int, ...]]], None],
) -> tuple[dict[str, np.ndarray], Meta, np.ndarray | None]:
    """The arrays of the first choice that the file has all names of, how the file was made, and
    the crops (N, 5) beside them, if there are any.  `wanted` names the choices in a sentence.

    `check_shapes(shapes by name)` is called before anything is loaded, since a small compressed
    file can hold a very large array.
    Raises CoeffFileError if the file is not a MAT file of version 5 to 7.2, is damaged, or has
    none of the choices as arrays of real numbers; and whatever `check_shapes` raises.
    """
    from scipy.io.matlab import MatReadError

    try:
        if is_level4(path):
            raise CoeffFileError(
                f"'{path.name}' looks like a MAT file of version 4, which is not supported: "
                f"{_SAVE_AGAIN}."
            )
        shapes = _list_shapes(path)
        names = next((c for c in choices if _holds_all(path, c, shapes)), None)
        if names is not None:
            check_shapes({name: shapes[name] for name in names})
            content = _load(path, names, shapes)
            arrays = {n: content[n] for n in names if isinstance(content.get(n), np.ndarray)}
            if len(arrays) == len(names):  # none is sparse
                return arrays, read_meta(content), content.get(CROP_KEY)
    except (*MAT_ERRORS, MatReadError) as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a MAT file of version 5 to 7.2: {_SAVE_AGAIN}."
        ) from error
    raise CoeffFileError(
        f"'{path.name}' has no array of real numbers called {wanted}: use a coefficient file made "
        "by this program, by SadTalker or by a face tracker."
    )


def _holds_all(path: Path, names: tuple[str, ...], shapes: Mapping[str, tuple[int, ...]]) -> bool:
    return all(name in shapes and holds_real_array(path, name) for name in names)


def _list_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Every variable's shape; if a name repeats, its first, which is the one that is loaded."""
    from scipy.io import whosmat  # slow to import, and most runs read no file

    # Characters count: as strings, scipy would leave the length out of the shape.
    found = whosmat(path, appendmat=False, chars_as_strings=False)
    return {name: shape for name, shape, _ in reversed(found)}


def _load(path: Path, names: tuple[str, ...], shapes: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    """The variables `names`, those that record how the file was made, and the crops."""
    from scipy.io import loadmat

    beside = [n for n in NAMES if n in shapes and _records_how(path, n, shapes[n])]
    if CROP_KEY in shapes and _holds_crops(path, shapes[CROP_KEY]):
        beside.append(CROP_KEY)
    return loadmat(path, appendmat=False, variable_names=[*names, *beside])


def _records_how(path: Path, name: str, shape: tuple[int, ...]) -> bool:
    """Whether a variable is small enough and of the right type to record how a file was made."""
    if prod(shape) > _LONGEST_TEXT:
        return False
    return holds_text(path, name) if name in TEXTS else holds_real_array(path, name)


def _holds_crops(path: Path, shape: tuple[int, ...]) -> bool:
    """Whether the variable by the crops' name holds some, (N, 5); others are passed over."""
    is_table = len(shape) == 2 and 0 < shape[0] <= _MOST_CROPS and shape[1] == CROP_VALUES
    return is_table and holds_real_array(path, CROP_KEY)


def write_mat(
    path: Path, rows: np.ndarray, key: str = MAT_KEY, variables: Mapping[str, Any] | None = None
) -> None:
    """Save (T, C) as float32 under `key`, with further `variables` that other readers ignore.

    The same content always gives the same bytes.
    Raises CoeffFileError if it cannot be written.
    """
    from scipy.io import savemat

    content = {key: rows.astype(np.float32), **(variables or {})}

    def write(file: BinaryIO) -> None:
        savemat(file, content)
        file.seek(0)
        file.write(_MAT_TEXT)  # scipy's own text names the system and the time

    write_whole(path, write)
