"""Reading and writing coefficient files.

Every file is written beside its place and then renamed, so that no reader ever sees a part.
"""

import os
import struct
import unicodedata
import uuid
import zlib
from pathlib import Path

import numpy as np

from sadcoeff.checks import is_file
from sadcoeff.coeffs import COLUMNS
from sadcoeff.errors import CoeffFileError
from sadcoeff.mat5 import holds_real_array

MAT_KEY = "coeff_3dmm"
MAX_COLUMNS = 73  # 70, then SadTalker's crop scale and offset, which are not read
_MAX_NAME_BYTES = 100  # for each half of a file name; file systems take 255 in all
_DIGITS = "0123456789¹²³"
_DEVICE_NAMES = {  # which Windows takes for devices, whatever follows a dot
    *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
    *(f"{port}{digit}" for port in ("COM", "LPT") for digit in _DIGITS),
}

# What scipy's reader raises on files that are no MAT files, damaged or of an unknown kind.
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


def read_coeffs(path: str | Path) -> np.ndarray:
    """Coefficients of a `.mat` file's `coeff_3dmm`: (N, 70) float32, N >= 1.

    Files of 71 to 73 columns are cut to 70, since SadTalker's own hold the crop behind them.
    Raises CoeffFileError if the file is missing, no MAT file, lacks `coeff_3dmm`, or that has
    no rows, too few or too many columns, other than real numbers, or NaN or infinite values.
    """
    path = Path(path)
    values = _mat_variable(path)
    if values.dtype.kind not in "fiu":
        raise CoeffFileError(f"{MAT_KEY} in '{path.name}' does not hold real numbers.")
    if values.ndim != 2 or not COLUMNS <= values.shape[1] <= MAX_COLUMNS:
        raise CoeffFileError(
            f"{MAT_KEY} in '{path.name}' has the shape {values.shape}: it must have rows of "
            f"{COLUMNS} to {MAX_COLUMNS} columns, one row a frame."
        )
    if len(values) == 0:
        raise CoeffFileError(
            f"{MAT_KEY} in '{path.name}' has no rows: it needs at least one frame."
        )
    with np.errstate(over="ignore"):  # too large for float32: infinite, and refused below
        coeffs = values[:, :COLUMNS].astype(np.float32)
    if not np.isfinite(coeffs).all():
        raise CoeffFileError(f"{MAT_KEY} in '{path.name}' has values that are NaN or infinite.")
    return coeffs


def write_mat(path: Path, coeffs: np.ndarray) -> None:
    """Save (T, 70) as float32 `coeff_3dmm`, making the folder if need be, whole or not at all.

    Raises CoeffFileError if it cannot be written.
    """
    from scipy.io import savemat

    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                savemat(file, {MAT_KEY: coeffs.astype(np.float32)})
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise CoeffFileError(
            f"'{path}' cannot be written ({error.strerror}): choose a folder that you may write to."
        ) from error


def coeff_name(pic_name: str, audio_name: str) -> str:
    """The file name that SadTalker gives: `{pic_name}##{audio_name}.mat`, made safe."""
    return f"{safe_stem(pic_name)}##{safe_stem(audio_name)}.mat"


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


def _mat_variable(path: Path) -> np.ndarray:
    from scipy.io import loadmat  # slow to import, and most runs read no file
    from scipy.io.matlab import MatReadError

    if not is_file(path):
        raise CoeffFileError(f"No coefficient file '{path}': check the path.")
    try:
        found = holds_real_array(path, MAT_KEY)
        content = loadmat(path, appendmat=False, variable_names=[MAT_KEY]) if found else {}
    except (*MAT_ERRORS, MatReadError) as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a MAT file of version 4 to 7.2: save it again with "
            "scipy.io.savemat, or in MATLAB with -v7."
        ) from error
    if not isinstance(content.get(MAT_KEY), np.ndarray):
        raise CoeffFileError(
            f"'{path.name}' has no array of real numbers called {MAT_KEY}: use a coefficient file "
            "made by this program or by SadTalker."
        )
    return content[MAT_KEY]
