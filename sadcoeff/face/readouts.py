"""Approximate read-outs of an expression for people and simple heads: mouth and eyelids.

The 64 coefficients have no names.  Two directions in their space, found in speech by
`tools/readouts.py`, tell how far the mouth opens and how far the eyelids close.  Faces rest at
different places along these directions, so each recording is measured from its own rest.
"""

from functools import cache

import numpy as np

from sadcoeff.resources import ASSETS

ASSET = ASSETS / "readouts.npz"
_SHUT = 10  # percentile of a recording's mouth that is a closed mouth: pauses, and m, b, p
_WIDEST = 1.25


def mouth_opening(expression: np.ndarray) -> np.ndarray:
    """How far the mouth is open in each frame: 0 closed, 1 a usual open vowel, at most 1.25.

    expression: (T, 64), T >= 1.  Returns (T,) float32, measured from the recording's own closed
    mouth, so a face that never moves counts as closed.
    """
    along = expression @ _load_directions()["mouth"]
    return np.clip(along - np.percentile(along, _SHUT), 0, _WIDEST).astype(np.float32)


def eyelids(expression: np.ndarray) -> np.ndarray:
    """How far the eyelids are closed in each frame: 0 open, 1 closed.

    expression: (T, 64), T >= 1.  Returns (T,) float32, measured from the recording's median,
    since eyes are mostly open.
    """
    along = expression @ _load_directions()["eyelid"]
    return np.clip(along - np.median(along), 0, 1).astype(np.float32)


@cache
def _load_directions() -> dict[str, np.ndarray]:
    """`mouth` and `eyelid`, (64,) each."""
    with np.load(ASSET) as file:
        return dict(file)
