"""The 64 directions as a few modes that carry nearly all of them, and what keeps contact honest.

A mode is a displacement of every point; its weight is read from the coefficients.  Three kinds:
what the face does (linear, by singular values), the lids (an arc in two pieces), and contact: how
lips that would pass through each other are held where they meet.
"""

from dataclasses import dataclass

import numpy as np
from calibrating.clips import Clip
from sculpting import eyes, mouth
from sculpting.sculpture import Sculpture
from sculpting.shapes import Point, ease

from sadcoeff.face.calibration import Calibration
from sadcoeff.face.points import find_points
from sadcoeff.face.rest import rest_of

FACE_MODES, BROW_MODES = 16, 4
MOUTH, LIDS, BROWS = range(3)  # the parts of a face that have a rest of their own
CONTACTS = np.array([0, 0.2, 0.4, 0.6, 0.8, 0.94]) * mouth.CORNER  # x where the lips are watched
_AROUND = 0.14  # centimetres: points that stand for the lips' edges there
_REACH = 2.2  # centimetres above and below that contact moves


@dataclass(frozen=True)
class Modes:
    """moves (R, N, 3) in centimetres, and how their weights come about.

    read (64, L) and part (L,): the first L - 1 weights, each from the expression less its part's
    rest, and last the lids' closing, 1 shut.  Then two modes of the lids, half shut and shut, and
    those of contact.  gap (R', C): how far each of the first R' = L - 1 modes parts the lips.
    limit (2, R'): the lowest and highest weights that were measured; beyond, the head yields less.
    """

    moves: np.ndarray
    read: np.ndarray
    part: np.ndarray
    gap: np.ndarray
    limit: np.ndarray


def usual_motion(clips: list[Clip]) -> np.ndarray:
    """(64, 64): covariance of the coefficients about each clip's mean."""
    moved = np.concatenate([clip.expression - clip.expression.mean(axis=0) for clip in clips])
    return moved.T @ moved / len(moved)


def find_modes(
    directions: np.ndarray, calibration: Calibration, clips: list[Clip], sculpture: Sculpture
) -> Modes:
    """Modes of directions (64, N, 3) for what the clips show."""
    points, usual = sculpture.points, usual_motion(clips)
    brow = ease(points[:, 1], 0.7, 1.7)[:, None]
    face, read_face = _components(directions * (1 - brow), usual, FACE_MODES)
    brows, read_brows = _components(directions * brow, usual, BROW_MODES)
    moves = np.concatenate([face, brows])
    held, gap = _contact(moves, sculpture)
    lids = [eyes.turn_down(points, _closing(sculpture) * share) for share in (0.5, 1)]
    read = np.column_stack([read_face, read_brows, _lid_reading(calibration)])
    part = np.repeat([MOUTH, BROWS, LIDS], [FACE_MODES, BROW_MODES, 1])
    limit = _limits(read[:, :-1], part[:-1], calibration, clips)
    return Modes(np.concatenate([moves, np.stack(lids), held]), read, part, gap, limit)


def _limits(
    read: np.ndarray, part: np.ndarray, calibration: Calibration, clips: list[Clip]
) -> np.ndarray:
    """(2, R): the lowest and the highest weight of each mode in any clip."""
    ends = []
    for clip in clips:
        away = clip.expression[:, None] - rest_of(clip.expression, calibration)
        weights = np.einsum("trc,cr->tr", away[:, part], read)
        ends.append([weights.min(axis=0), weights.max(axis=0)])
    return np.array([np.min(ends, axis=0)[0], np.max(ends, axis=0)[1]])


def _components(
    directions: np.ndarray, usual: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Modes (count, N, 3), each of 1 cm at most, and the weights (64, count) that give most."""
    flat = directions.reshape(len(directions), -1)
    root = np.linalg.cholesky(usual + 1e-9 * np.eye(len(usual))).T
    modes = np.linalg.svd(root @ flat, full_matrices=False)[2][:count]
    read = flat @ modes.T
    size = np.linalg.norm(modes.reshape(count, -1, 3), axis=2).max(axis=1)
    return (modes / size[:, None]).reshape(count, -1, 3), read * size


def _closing(sculpture: Sculpture) -> np.ndarray:
    """(N,): the angle by which each point closes the eye, in radians."""
    skin = np.arange(len(sculpture.points)) < sculpture.skin
    return eyes.closing(sculpture.points.T) * skin


def _lid_reading(calibration: Calibration) -> np.ndarray:
    """(64,): by how much a unit of each coefficient closes the lids, 1 being a blink."""
    above, below = find_points((159, 386)), find_points((145, 374))
    moved = calibration.landmarks[:, below, 1] - calibration.landmarks[:, above, 1]
    blink = calibration.units[0, below, 1] - calibration.units[0, above, 1]
    return moved.sum(axis=1) / blink.sum()


def _contact(moves: np.ndarray, sculpture: Sculpture) -> tuple[np.ndarray, np.ndarray]:
    """Modes (C, N, 3) that part the lips by 1 cm at each of CONTACTS, and `gap` (R, C)."""
    skin, upper = sculpture.points[: sculpture.skin], sculpture.upper
    gap = np.stack([_gap(moves[:, : sculpture.skin], skin, upper, x) for x in CONTACTS], axis=1)
    x, y, z = skin.T
    away = np.abs(y - mouth.line(x))
    near = ease(away, _REACH, 0.25) * ease(z, 4.0, 6.0) * ease(x, mouth.CORNER + 0.5, mouth.CORNER)
    height = np.where(upper, 0.5, -0.5) * near
    hats = [np.interp(x, CONTACTS, one) for one in np.eye(len(CONTACTS))]
    held = np.zeros((len(CONTACTS), *sculpture.points.shape))
    held[:, : sculpture.skin, 1] = hats * height
    return held, gap


def _gap(moves: np.ndarray, points: np.ndarray, upper: np.ndarray, x: float) -> np.ndarray:
    edge = lip_edges(points.T) & (np.abs(points[:, 0] - x) < _AROUND)
    return moves[:, edge & upper, 1].mean(axis=1) - moves[:, edge & ~upper, 1].mean(axis=1)


def lip_edges(p: Point) -> np.ndarray:
    """Whether a point is where the lips touch, at their front."""
    front = 8.8 - 0.17 * p[0] ** 2
    return (np.abs(p[1] - mouth.line(p[0])) < 0.12) & (p[2] > front - 0.35)
