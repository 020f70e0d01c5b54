"""Faces turned to the front: a mean face, its mirror, and clips seen in its frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from calibrating.clips import TRACKED, Clip
from sadcoeff.face.points import find_points

ROUNDS = 10  # of aligning all faces to their mean
MIRROR = np.array([-1, 1, 1])
MIDLINE, PAIRS = (10, 1, 152), ((33, 263), (61, 291))  # enough to find all other pairs


@dataclass(frozen=True)
class MeanFace:
    """points (K, 3): x right, y down, z away, about the eyes, in outer eye-corner distances.

    mirror (K,): each point's counterpart on the other side.
    """

    points: np.ndarray
    mirror: np.ndarray


def mean_face(clips: Sequence[Clip]) -> MeanFace:
    """The real faces' mean, symmetric, looking at the viewer: pictures may be out of proportion."""
    faces = [clip.landmarks.mean(axis=0) for clip in clips if clip.repository == TRACKED]
    mean = faces[0]
    for _ in range(ROUNDS):
        mean = np.mean([align(face, mean).move(face) for face in faces], axis=0)
    mirror = _mirror_pairs(mean)
    for _ in range(ROUNDS):
        mirrored = mean[mirror] * MIRROR
        mean = (mean + align(mirrored, mean).move(mirrored)) / 2
    return MeanFace(_upright(mean, mirror), mirror)


@dataclass(frozen=True)
class Motion:
    """x -> (x - start) @ turn + end: a turn and a shift, sizes stay."""

    turn: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def move(self, points: np.ndarray) -> np.ndarray:
        """The points (..., 3) moved."""
        return (points - self.start) @ self.turn + self.end


def align(points: np.ndarray, target: np.ndarray) -> Motion:
    """The motion that takes points (N, 3) nearest to the target."""
    start, end = points.mean(axis=0), target.mean(axis=0)
    left, _, right = np.linalg.svd((points - start).T @ (target - end))
    unmirrored = [1, 1, np.sign(np.linalg.det(left @ right))]
    return Motion(left * unmirrored @ right, start, end)


def turn_to_front(clip: Clip, face: MeanFace) -> tuple[np.ndarray, float]:
    """The clip's landmarks (T, K, 3) in the mean face's frame, both sides averaged.

    Second is the cosine of the angle by which the face had been turned away.
    """
    motion = align(clip.landmarks.mean(axis=0), face.points)
    return symmetric(motion.move(clip.landmarks), face.mirror), float(motion.turn[2, 2])


def symmetric(points: np.ndarray, mirror: np.ndarray) -> np.ndarray:
    """The mean of points (..., K, 3) and their mirror image."""
    return (points + points[..., mirror, :] * MIRROR) / 2


def _mirror_pairs(mean: np.ndarray) -> np.ndarray:
    """(K,): each point's counterpart, the nearest in the face's mirror image."""
    here = find_points([*MIDLINE, *(a for a, _ in PAIRS), *(b for _, b in PAIRS)])
    there = find_points([*MIDLINE, *(b for _, b in PAIRS), *(a for a, _ in PAIRS)])
    mirrored = mean * MIRROR
    mirrored = align(mirrored[there], mean[here]).move(mirrored)
    far = ((mean[:, None] - mirrored) ** 2).sum(axis=2)
    return linear_sum_assignment(far)[1]


def _upright(mean: np.ndarray, mirror: np.ndarray) -> np.ndarray:
    """The face turned so that it looks along -z, moved and scaled by its outer eye corners."""
    forehead, chin, left, right = mean[find_points((10, 152, 33, 263))]
    x = (right - left) / np.linalg.norm(right - left)
    y = (chin - forehead) - (chin - forehead) @ x * x
    y /= np.linalg.norm(y)
    turned = (mean - (left + right) / 2) @ np.stack([x, y, np.cross(x, y)], axis=1)
    return symmetric(turned / np.linalg.norm(right - left), mirror)
