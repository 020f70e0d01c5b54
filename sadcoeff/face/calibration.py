"""What was measured on faces, as `tools/calibrate.py` writes it; assets/README.md is its card."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

ASSET = Path(__file__).resolve().parents[1] / "assets" / "face.npz"


@dataclass(frozen=True, eq=False)  # arrays have no one answer to ==; what is cached needs a hash
class Calibration:
    """How a face moves, in outer eye-corner distances; x image right, y down, z away.

    landmarks: (64, K, 3), displacement by one unit of each coefficient.
    units: (U, K, 3), displacement by each of `units.UNITS` at full strength.
    rest: (3, 64), the mean face's expression at rest, for mouth, lids and brows.
    """

    landmarks: np.ndarray
    units: np.ndarray
    rest: np.ndarray

    def save(self, path: Path) -> None:
        """Write it in half floats, which keep every point within 0.1 % of its way."""
        halves = {name: values.astype(np.float16) for name, values in vars(self).items()}
        np.savez_compressed(path, **halves)


@cache
def load_calibration() -> Calibration:
    """The shipped calibration, float64."""
    with np.load(ASSET) as file:
        return Calibration(**{name: file[name].astype(np.float64) for name in file.files})
