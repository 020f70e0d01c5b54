"""Reading one array from a MAT file, checked before it is loaded, and writing one."""

import struct
import zlib
from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sadcoeff.errors import CoeffFileError
from sadcoeff.files.atomic import write_whole
from sadcoeff.files.layouts import MAT_KEY
from sadcoeff.files.mat_headers import holds_real_array, holds_text, is_level4
from sadcoeff.files.meta import NAMES, TEXTS, read_meta
from sadcoeff.motion.meta import Meta

_MAT_TEXT = b"MATLAB 5.0 MAT-file, coefficients of a talking head".ljust(116)
_LONGEST_TEXT = 4096  # characters of a variable that is only displayed
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


def read_variable(
    path: Path, keys: tuple[str, ...], check_shape: Callable[[str, tuple[int, ...]], None]
) -> tuple[str, np.ndarray, Meta]:
    """The first of `keys` that the file holds, its array, and how the file was made.

    `check_shape(key, shape)` is called before anything is loaded, since a small compressed file
    can hold a very large array.
    Raises CoeffFileError if the file is not a MAT file of version 5 to 7.2, is damaged, or has no
    array by these names; and whatever `check_shape` raises.
    """
    from scipy.io.matlab import MatReadError

    try:
        if is_level4(path):
            raise CoeffFileError(
                f"'{path.name}' looks like a MAT file of version 4, which is not supported: "
                f"{_SAVE_AGAIN}."
            )
        shapes = _list_shapes(path)
        key = next((k for k in keys if k in shapes and holds_real_array(path, k)), None)
        if key is not None:
            check_shape(key, shapes[key])
            content = _load(path, key, shapes)
            if isinstance(content.get(key), np.ndarray):  # not a sparse matrix
                return key, content[key], read_meta(content)
    except (*MAT_ERRORS, MatReadError) as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a MAT file of version 5 to 7.2: {_SAVE_AGAIN}."
        ) from error
    raise CoeffFileError(
        f"'{path.name}' has no array of real numbers called {', '.join(keys[:-1])} or {keys[-1]}: "
        "use a coefficient file made by this program, by SadTalker or by a face tracker."
    )


def _list_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Every variable's shape; if a name repeats, its first, which is the one that is loaded."""
    from scipy.io import whosmat  # slow to import, and most runs read no file

    # Characters count: as strings, scipy would leave the length out of the shape.
    found = whosmat(path, appendmat=False, chars_as_strings=False)
    return {name: shape for name, shape, _ in reversed(found)}


def _load(path: Path, key: str, shapes: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    """The variable `key`, and those that record how the file was made."""
    from scipy.io import loadmat

    names = [n for n in NAMES if n in shapes and _records_how(path, n, shapes[n])]
    return loadmat(path, appendmat=False, variable_names=[key, *names])


def _records_how(path: Path, name: str, shape: tuple[int, ...]) -> bool:
    """Whether a variable is small enough and of the right type to record how a file was made."""
    if prod(shape) > _LONGEST_TEXT:
        return False
    return holds_text(path, name) if name in TEXTS else holds_real_array(path, name)


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
