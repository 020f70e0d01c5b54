"""The teacher's head motion chunk by chunk, as its pose net puts it out before smoothing.

The published motion is smoothed across the chunks' seams.  Within a chunk it is slow, so the
unsmoothed chunks are found by least squares as a few cosines each.
"""

import numpy as np

from sadcoeff.motion.columns import smooth

CHUNK = 32  # frames
COSINES = 10  # a chunk and axis; 0...3.5 Hz
_RIDGE = 1e-3


def unsmooth(motion: np.ndarray) -> np.ndarray:
    """Whole chunks of one run's motion (T, A) away from the source face's pose: (C, 32, A)."""
    frames, axes = motion.shape
    whole, rest = divmod(frames - 1, CHUNK)
    basis = np.kron(np.eye(whole + 1), cosines())[: frames - 1]
    if rest:  # the last chunk starts early, and what it repeats is cut off
        basis[-rest:, -COSINES:] = cosines()[-rest:]
    seen = smooth(np.vstack([np.zeros(basis.shape[1]), basis]))
    weight = np.tile(_RIDGE * (1 + np.arange(COSINES) ** 2), whole + 1)
    found = np.linalg.solve(seen.T @ seen + np.diag(weight), seen.T @ motion)
    return cosines() @ found.reshape(whole + 1, COSINES, axes)[:whole]


def amplitudes(chunks: np.ndarray) -> np.ndarray:
    """Of the cosines in chunks (..., 32, A): (..., A * COSINES), axis by axis."""
    found = np.einsum("fk,...fa->...ak", cosines(), chunks) / np.sqrt(CHUNK)
    return found.reshape(*found.shape[:-2], -1)


def cosines() -> np.ndarray:
    """The slowest cosines over a chunk, orthogonal, of length 1: (32, COSINES)."""
    at = (np.arange(CHUNK)[:, None] + 0.5) / CHUNK
    waves = np.cos(np.pi * at * np.arange(COSINES))
    return waves / np.linalg.norm(waves, axis=0)
