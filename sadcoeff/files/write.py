"""The file formats that coefficients are written in.

mat     coeff_3dmm (T, 70), as SadTalker saves it
csv     one line per frame, time first, below a line with the columns' names and units
npy     (T, 70)
mat73   coeff_3dmm (T, 73), as SadTalker saves faces: scale and place of the crop follow the 70
mat257  coeff (T, 257), the whole Deep3DFaceRecon vector, as face trackers save it, and beside it
        transform_params (T, 5), the crop, as PIRenderer, StyleTalk and DreamTalk read it
npy257  coeff as a bare array

All but the CSV hold float32; the CSV has all the digits that float32 needs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.files.atomic import write_whole
from sadcoeff.files.layouts import (
    CROP_KEY,
    CSV_NAMES,
    FULL_KEY,
    MAT_KEY,
    TYPICAL_CROP,
    repeat_crop,
    to_cropped,
    to_full,
)
from sadcoeff.files.mat import write_mat
from sadcoeff.files.table import write_table
from sadcoeff.motion.columns import FPS
from sadcoeff.motion.meta import Meta

UNKNOWN = Meta()


def write(
    path: str | Path,
    coeffs: np.ndarray,
    kind: str = "mat",
    meta: Meta = UNKNOWN,
    crop: np.ndarray = TYPICAL_CROP,
) -> None:
    """Save (T, 70) in the format called `kind`, whole or not at all; a missing folder is made.

    All `.mat` formats also record what `meta` knows; mat73 and mat257 hold `crop` (5,), the
    source face's (`sadcoeff.files.layouts`).
    Raises SettingError for an unknown format, CoeffFileError if the file cannot be written.
    """
    find_format(kind).write(Path(path), coeffs, meta, crop)


@dataclass(frozen=True)
class Format:
    """A file format for coefficients."""

    suffix: str  # of the file name
    label: str  # for people
    write: Callable[[Path, np.ndarray, Meta, np.ndarray], None]


def find_format(kind: str) -> Format:
    """The format called `kind`; else SettingError."""
    if kind not in FORMATS:
        raise SettingError(f"Unknown format '{kind}': use one of {', '.join(FORMATS)}.")
    return FORMATS[kind]


def _write_mat(path: Path, coeffs: np.ndarray, meta: Meta, _: np.ndarray) -> None:
    write_mat(path, coeffs, MAT_KEY, meta.variables())


def _write_mat73(path: Path, coeffs: np.ndarray, meta: Meta, crop: np.ndarray) -> None:
    write_mat(path, to_cropped(coeffs, crop), MAT_KEY, meta.variables())


def _write_mat257(path: Path, coeffs: np.ndarray, meta: Meta, crop: np.ndarray) -> None:
    crops = {CROP_KEY: repeat_crop(crop, len(coeffs))}
    write_mat(path, to_full(coeffs), FULL_KEY, {**crops, **meta.variables()})


def _write_npy(path: Path, coeffs: np.ndarray, *_: object) -> None:
    write_whole(path, partial(np.save, arr=coeffs.astype(np.float32), allow_pickle=False))


def _write_npy257(path: Path, coeffs: np.ndarray, *_: object) -> None:
    _write_npy(path, to_full(coeffs))


def _write_csv(path: Path, coeffs: np.ndarray, meta: Meta, _: np.ndarray) -> None:
    write_table(path, CSV_NAMES, coeffs, meta.fps or FPS)


FORMATS = {
    "mat": Format(".mat", "MAT, as SadTalker saves it", _write_mat),
    "csv": Format(".csv", "CSV, with times, names and units", _write_csv),
    "npy": Format(".npy", "NumPy, 70 columns", _write_npy),
    "mat73": Format(".coeff73.mat", "MAT, 73 columns, with the crop", _write_mat73),
    "mat257": Format(".coeff257.mat", "MAT, 257 columns, with the crop", _write_mat257),
    "npy257": Format(".coeff257.npy", "NumPy, 257 columns", _write_npy257),
}
