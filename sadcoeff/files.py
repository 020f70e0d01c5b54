"""Reading and writing coefficient files, and their names.

Every file is written beside its place and then renamed, so that no reader ever sees a part.
`sadcoeff.reading` says what can be read, `sadcoeff.formats` what else can be written.
"""

import os
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sadcoeff.errors import CoeffFileError
from sadcoeff.layouts import MAT_KEY
from sadcoeff.reading import read_any

_MAX_NAME_BYTES = 100  # for each half of a file name; file systems take 255 in all
_DIGITS = "0123456789¹²³"
_DEVICE_NAMES = {  # which Windows takes for devices, whatever follows a dot
    *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
    *(f"{port}{digit}" for port in ("COM", "LPT") for digit in _DIGITS),
}


def read_coeffs(path: str | Path) -> np.ndarray:
    """Coefficients (N, 70) float32, N >= 1, of any file that `read_any` reads; see there."""
    return read_any(path).values


def write_mat(
    path: Path, rows: np.ndarray, key: str = MAT_KEY, variables: Mapping[str, Any] | None = None
) -> None:
    """Save (T, C) as float32 under `key`, with `variables` that other readers pass over.

    Raises CoeffFileError if it cannot be written.
    """
    from scipy.io import savemat

    content = {key: rows.astype(np.float32), **(variables or {})}
    write_whole(path, lambda file: savemat(file, content))


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file, making the folder if need be: whole at `path`, or not at all.

    Raises CoeffFileError if it cannot be written.
    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                write(file)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error  # NumPy's has none where the disk is full
        raise CoeffFileError(
            f"'{path}' cannot be written ({reason}): choose a folder that you may write to."
        ) from error


def coeff_name(pic_name: str, audio_name: str, suffix: str = ".mat") -> str:
    """The file name that SadTalker gives: `{pic_name}##{audio_name}.mat`, made safe."""
    return f"{safe_stem(pic_name)}##{safe_stem(audio_name)}{suffix}"


def safe_stem(name: str) -> str:
    """A recognisable form of `name` that every file system takes as part of a file name.

    Characters that are reserved somewhere or invisible become `_`, which is also put before
    the names of Windows' devices; at most 100 bytes of UTF-8.
    """
    kept = "".join("_" if _is_unsafe(c) else c for c in name).strip(" .")
    if kept.split(".")[0].rstrip().upper() in _DEVICE_NAMES:
        kept = f"_{kept}"
    return kept.encode()[:_MAX_NAME_BYTES].decode(errors="ignore").rstrip(" .") or "unnamed"


def _is_unsafe(character: str) -> bool:
    kind = unicodedata.category(character)  # C: control and invisible, Zl and Zp: line breaks
    return character in '/\\:*?"<>|' or kind[0] == "C" or kind in ("Zl", "Zp")
