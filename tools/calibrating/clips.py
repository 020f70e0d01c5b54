"""Videos whose coefficients are known, with the face landmarks found in them."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sadcoeff.face.points import LANDMARKS

TRACKED = "styletalk"  # real faces; all others are renderings of their coefficients
UNUSABLE = ("laptoman_287",)  # the landmarks lie on no face: none of its motion is the mouth's


@dataclass(frozen=True)
class Clip:
    """One video: landmarks (T, K, 3), aligned to their mean, and expression (T, 64)."""

    name: str
    landmarks: np.ndarray
    expression: np.ndarray

    @property
    def repository(self) -> str:
        """Where it was published."""
        return self.name.split("_")[0]

    @property
    def speaker(self) -> str:
        """Whose face it is: `styletalk_style_sadgirl_clip1` is `styletalk_sadgirl`."""
        if self.repository != TRACKED:
            return self.name
        return re.sub(r"_style|(_talk\d)?_clip.*", "", self.name)


def read_clips(folder: Path) -> list[Clip]:
    """Every usable clip of `folder`/geometry, in the order of their names."""
    found = np.load(folder / "geometry" / "mediapipe_indices.npy")
    wanted = np.searchsorted(found, LANDMARKS)
    if not np.array_equal(found[wanted], LANDMARKS):
        raise SystemExit(f"The clips in {folder} do not hold all of the landmarks.")
    paths = sorted((folder / "geometry").glob("*.npz"))
    return [_read(path, wanted) for path in paths if path.stem not in UNUSABLE]


def _read(path: Path, wanted: np.ndarray) -> Clip:
    with np.load(path) as file:
        points, expression = file["landmarks"][:, wanted], file["expression"]
    return Clip(path.stem, points.astype(np.float64), expression.astype(np.float64))
