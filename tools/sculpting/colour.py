"""What colour the head's skin is: lips, brows, lashes, the mouth's inside, and soft shadows."""

import numpy as np

from sculpting import eyes, mouth
from sculpting.face import head
from sculpting.shapes import ease
from sculpting.surface import slope

SKIN, LIP, INSIDE, BROW, LASH = (
    np.array(c, float)
    for c in ((226, 205, 192), (202, 152, 143), (58, 22, 22), (112, 88, 76), (64, 48, 42))
)


def skin_colours(points: np.ndarray, shut: np.ndarray) -> np.ndarray:
    """sRGB (N, 3) of points, lips parted and `shut`: darker where little light comes."""
    lip = mouth.lip_share(shut.T)[:, None]
    inside = mouth.inside_share(shut.T)[:, None]
    colour = SKIN + (LIP - SKIN) * lip
    colour += (INSIDE - colour) * inside
    colour += (LASH - colour) * 0.8 * eyes.lash_share(points.T)[:, None]
    colour += (BROW - colour) * 0.6 * _brow_share(points)[:, None]
    return colour * (1 - 0.45 * _shade(points)[:, None])


def _brow_share(points: np.ndarray) -> np.ndarray:
    """1 in the middle of the eyebrow, 0 off it."""
    x, y, z = points.T
    along = (x - 1.15) / 3.9
    line = eyes.brow_place(along)[1]
    thick = 0.1 + 0.22 * (1 - np.clip(along, 0, 1))
    across = ease(np.abs(y - line) / thick, 1.5, 0.4)
    return across * ease(along, -0.02, 0.12) * ease(along, 1.02, 0.8) * ease(z, 4, 5)


def _shade(points: np.ndarray) -> np.ndarray:
    """0 in the open, 1 in a deep fold: how much of the way outwards is taken up by the head."""
    normals = slope(head, points)
    taken = [1 - np.clip(head((points + r * normals).T) / r, 0, 1) for r in (0.4, 1.0, 2.2)]
    return np.mean(taken, axis=0)
