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

from sadcoeff.coeffs import COLUMNS
from sadcoeff.errors import CoeffFileError

MAT_KEY = "coeff_3dmm"
MAX_COLUMNS = 73  # 70, then SadTalker's crop scale and offset, which are not read
_MAX_NAME_BYTES = 100  # for each half of a file name; file systems take 255 in all

# What scipy's reader raises on files that are no MAT files, damaged or of an unknown kind.
_MAT_ERRORS = (
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

    Characters that are reserved somewhere or invisible become `_`; at most 100 bytes of UTF-8.
    """
    kept = "".join(
        "_" if c in '/\\:*?"<>|' or unicodedata.category(c)[0] == "C" else c for c in name
    )
    return kept.encode()[:_MAX_NAME_BYTES].decode(errors="ignore").strip(" .") or "unnamed"


def _mat_variable(path: Path) -> np.ndarray:
    from scipy.io import loadmat  # slow to import, and most runs read no file

    if not path.is_file():
        raise CoeffFileError(f"No coefficient file '{path}': check the path.")
    try:
        content = loadmat(path, appendmat=False, variable_names=[MAT_KEY])
    except _MAT_ERRORS as error:
        raise CoeffFileError(
            f"'{path.name}' cannot be read as a MAT file of version 4 to 7.2: save it again with "
            "scipy.io.savemat, or in MATLAB with -v7."
        ) from error
    if not isinstance(content.get(MAT_KEY), np.ndarray):
        raise CoeffFileError(
            f"'{path.name}' has no array {MAT_KEY}: use a coefficient file made by this program "
            "or by SadTalker."
        )
    return content[MAT_KEY]
