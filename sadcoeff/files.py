"""Reading and writing coefficient files, and their names.

Every file is written beside its place and then renamed, so that no reader ever sees a part.
`sadcoeff.reading` says what can be read, `sadcoeff.formats` what else can be written.
"""

import os
import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sadcoeff.errors import CoeffFileError
from sadcoeff.layouts import MAT_KEY
from sadcoeff.reading import read_any

MAX_NAME_BYTES = 100  # for each half of a file name; file systems take 255 in all
_PART = re.compile(r"\.[0-9a-f]{32}\.part")  # what a killed run leaves of a file
_MAT_TEXT = b"MATLAB 5.0 MAT-file, coefficients of a talking head".ljust(116)
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

    The same content always gives the same bytes.
    Raises CoeffFileError if it cannot be written.
    """
    from scipy.io import savemat

    content = {key: rows.astype(np.float32), **(variables or {})}

    def write(file: BinaryIO) -> None:
        savemat(file, content)
        file.seek(0)
        file.write(_MAT_TEXT)  # scipy's own text names the system and the second

    write_whole(path, write)


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file, making the folder if need be: whole at `path`, or not at all.

    Raises CoeffFileError if it cannot be written.
    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")  # as in _PART
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave the name without the content
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error  # NumPy's has none where the disk is full
        raise CoeffFileError(
            f"'{path}' cannot be written ({reason}): choose a folder with room that you may "
            "write to."
        ) from error


def remove_parts(folder: Path) -> None:
    """Remove what killed runs of `write_whole` left in a folder, which need not be there.

    Nothing else may be writing into it.  Raises OSError.
    """
    for path in folder.glob(".*.part"):
        if _PART.fullmatch(path.name):
            path.unlink(missing_ok=True)


def coeff_name(pic_name: str, audio_name: str, suffix: str = ".mat") -> str:
    """The file name that SadTalker gives: `{pic_name}##{audio_name}.mat`, made safe."""
    return f"{safe_stem(pic_name)}##{safe_stem(audio_name)}{suffix}"


def safe_stem(name: str, max_bytes: int = MAX_NAME_BYTES) -> str:
    """A recognisable form of `name` that every file system takes as part of a file name.

    Characters that are reserved somewhere or invisible become `_`, which is also put before
    the names of Windows' devices; at most `max_bytes` bytes of UTF-8.
    """
    kept = "".join("_" if _is_unsafe(c) else c for c in name).strip(" .")
    if kept.split(".")[0].rstrip().upper() in _DEVICE_NAMES:
        kept = f"_{kept}"
    return kept.encode()[:max_bytes].decode(errors="ignore").rstrip(" .") or "unnamed"


def _is_unsafe(character: str) -> bool:
    kind = unicodedata.category(character)  # C: control and invisible, Zl and Zp: line breaks
    return character in '/\\:*?"<>|' or kind[0] == "C" or kind in ("Zl", "Zp")
