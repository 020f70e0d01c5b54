"""What is measured of head motion, in pieces of nine seconds."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

CHUNK = 32  # frames that the pose net moves at once
PIECE = 7 * CHUNK + 1  # frames: one to start from, and seven chunks


@dataclass(frozen=True, eq=False)
class HeadMotion:
    """How heads move in N pieces, medians over them: angles in degrees, the rest in model units."""

    deviation: np.ndarray  # (6,) standard deviation of pitch, yaw, roll, x, y, z
    of_chunks: np.ndarray  # (3,) the same of the angles' means in each chunk
    largest: float  # degrees, the furthest angle from where the piece starts
    speed: float  # degrees a frame, all three angles together
    seams: float  # step between two chunks, against steps elsewhere; a mean over all pieces


def cut_pieces(pose: np.ndarray) -> np.ndarray:
    """Pieces of a smoothed pose (T, 6) that start where a chunk ends: (N, 225, 6)."""
    starts = range(0, len(pose) - PIECE + 1, PIECE - 1)
    return np.array([pose[i : i + PIECE] for i in starts]).reshape(-1, PIECE, pose.shape[1])


def measure_head(pieces: np.ndarray) -> HeadMotion:
    """Statistics of poses (N, 225, 6) in radians and model units."""
    scaled = pieces * np.array([*[np.degrees(1)] * 3, 1, 1, 1])
    angles = scaled[..., :3]
    chunks = angles[:, 1:].reshape(len(angles), -1, CHUNK, 3).mean(axis=2)
    speed = np.linalg.norm(np.diff(angles, axis=1), axis=2).mean(axis=1)
    return HeadMotion(
        deviation=np.median(scaled.std(axis=1), axis=0),
        of_chunks=np.median(chunks.std(axis=1), axis=0),
        largest=float(np.median(np.abs(angles - angles[:, :1]).max(axis=(1, 2)))),
        speed=float(np.median(speed)),
        seams=_seam_ratio(pieces),
    )


def spread_ratio(styles: np.ndarray) -> float:
    """Mean distance of angles between styles, with the same noise, against that between takes.

    styles: (takes, S, T, 6), at least two of each.
    """
    angles = styles[..., :3]
    return _mean_distance(angles.swapaxes(0, 1)) / _mean_distance(angles)


def _mean_distance(rows: np.ndarray) -> float:
    """Between different rows of (N, ...)."""
    return float(np.mean([np.abs(a - b).mean() for a, b in combinations(rows, 2)]))


def _seam_ratio(pieces: np.ndarray) -> float:
    """Mean step between chunks against the mean step elsewhere, all axes counting alike."""
    steps = np.abs(np.diff(pieces, axis=1))
    steps = (steps / steps.mean(axis=(0, 1))).mean(axis=(0, 2))  # (224,), from frame to the next
    seams = np.arange(CHUNK, PIECE - 1, CHUNK)
    return float(steps[seams].mean() / np.delete(steps, [0, *seams]).mean())
