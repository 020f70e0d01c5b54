"""The real face, if the user has it: a Basel Face Model file of the Deep3DFaceRecon kind.

The model is licensed and never shipped.  Its points are moved in the browser: the mean face plus
the 64 expression bases, each weighted by one coefficient.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from sadcoeff.errors import FaceModelError
from sadcoeff.files.mat import MAT_ERRORS
from sadcoeff.motion.columns import EXPRESSION
from sadcoeff.validation import open_file

FILE_NAME = "BFM_model_front.mat"
BASES = EXPRESSION.stop
_KEYS = ("meanshape", "exBase", "tri")


@dataclass(frozen=True)
class Face:
    """mean (N, 3) float32 and bases (N, 64, 3) float16 in model units; triangles (F, 3) uint32.

    The mean is centred, since Deep3DFaceRecon rotates it about its centre.  Half floats keep every
    point within about 0.1 mm.
    """

    mean: np.ndarray
    bases: np.ndarray
    triangles: np.ndarray

    @cached_property
    def content(self) -> bytes:
        """The bytes that the browser reads: uint32 N and F, then mean, triangles and bases."""
        counts = np.array([len(self.mean), len(self.triangles)], np.uint32)
        return b"".join(a.tobytes() for a in (counts, self.mean, self.triangles, self.bases))

    @cached_property
    def file_name(self) -> str:
        """A name that changes with the content, so that a browser may cache it forever."""
        return f"{hashlib.sha256(self.content).hexdigest()[:16]}.face"


def find_face(folder: Path) -> Face | None:
    """The face in `folder`, or None where there is none.  Raises FaceModelError for a bad file."""
    path = folder / FILE_NAME
    return read_face(path) if path.is_file() else None


def read_face(path: Path) -> Face:
    """Read a MAT file with `meanshape` (1, 3N), `exBase` (3N, 64) and 1-based `tri` (F, 3).

    Raises FaceModelError if it may not or cannot be read, or its arrays do not fit together.
    """
    mean, bases, triangles = _read_arrays(path)
    points = mean.size // 3
    if mean.size != 3 * points or points == 0:
        raise _wrong_shape(path, "meanshape", mean, "three numbers per point")
    if bases.shape != (3 * points, BASES):
        raise _wrong_shape(path, "exBase", bases, f"({3 * points}, {BASES})")
    if triangles.ndim != 2 or triangles.shape[1] != 3:
        raise _wrong_shape(path, "tri", triangles, "(F, 3)")
    if triangles.size == 0 or triangles.min() < 1 or triangles.max() > points:
        raise FaceModelError(
            f"tri in '{path.name}' must number points from 1 to {points}: create the file again."
        )
    mean = mean.reshape(points, 3)
    return Face(
        np.ascontiguousarray(mean - mean.mean(axis=0), np.float32),
        np.ascontiguousarray(bases.reshape(points, 3, BASES).swapaxes(1, 2), np.float16),
        np.ascontiguousarray(triangles - 1, np.uint32),
    )


def _read_arrays(path: Path) -> list[np.ndarray]:
    from scipy.io import loadmat  # slow to import, and few users have the file
    from scipy.io.matlab import MatReadError

    open_file(path, "face model", FaceModelError).close()
    try:
        content = loadmat(path, appendmat=False, variable_names=_KEYS)
    except (*MAT_ERRORS, MatReadError) as error:
        raise FaceModelError(
            f"'{path.name}' cannot be read as a MAT file: it is damaged, or not from "
            "Deep3DFaceRecon; create it again, or remove it from the folder."
        ) from error
    return [_require_numbers(path, key, content.get(key)) for key in _KEYS]


def _require_numbers(path: Path, key: str, values: np.ndarray | None) -> np.ndarray:
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiu":
        raise FaceModelError(
            f"'{path.name}' has no array of real numbers called {key}: use Deep3DFaceRecon's "
            "BFM_model_front.mat."
        )
    if not np.isfinite(values).all():
        raise FaceModelError(
            f"{key} in '{path.name}' has values that are NaN or infinite: create the file again."
        )
    return values.astype(np.int64 if key == "tri" else np.float64)


def _wrong_shape(path: Path, key: str, values: np.ndarray, wanted: str) -> FaceModelError:
    return FaceModelError(
        f"{key} in '{path.name}' has the shape {values.shape} instead of {wanted}: use "
        "Deep3DFaceRecon's BFM_model_front.mat."
    )
