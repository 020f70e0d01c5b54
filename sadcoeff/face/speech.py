"""How far the 64 coefficients go in speech, and its main directions, as `tools/speech.py` finds.

assets/README.md tells on which recordings.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sadcoeff.resources import ASSETS

ASSET = ASSETS / "speech.npz"


@dataclass(frozen=True)
class Speech:
    """Motion of the coefficients about their means.

    spread: (64,), standard deviation of each.  directions: (D, 64), one standard deviation of
    each main direction; in speech they do not depend on each other.  shares: (D,), of the face's
    motion, as `measures.MEASURES` see it.
    """

    spread: np.ndarray
    directions: np.ndarray
    shares: np.ndarray

    def save(self, path: Path) -> None:
        """Write it in single precision."""
        np.savez_compressed(path, **{n: v.astype(np.float32) for n, v in vars(self).items()})


@cache
def load_speech() -> Speech:
    """The shipped one, float64."""
    with np.load(ASSET) as file:
        return Speech(**{name: file[name].astype(np.float64) for name in file.files})
