"""The head as one solid: neutral, mouth a little open, eyes open.

Centimetres; x to the image's right, y up, z to the camera; eyes at y = 0, ears near z = 0.
Left and right are alike, so x stands for its absolute value.
"""

import numpy as np

from sculpting.eyes import lid_ball, opening
from sculpting.mouth import cavity, gap, lips, shut_point
from sculpting.shapes import Point, carve, ellipsoid, join, rod


def head(p: Point) -> np.ndarray:
    """Signed distance of the head."""
    p = (np.abs(p[0]), p[1], p[2])
    solid = _closed(shut_point(p))
    solid = carve(solid, gap(p), 0.12)
    return carve(solid, opening(p), 0.1)


def _closed(p: Point) -> np.ndarray:
    """With the lips together, and eyes that are only balls under skin."""
    solid = join(_skull(p), _jaw(p), 1.6)
    solid = join(solid, _neck(p), 2.2)
    solid = join(solid, rod(p, (1.0, 1.7, 7.95), (4.5, 1.85, 6.3), (0.62, 0.6)), 1.3)
    solid = carve(solid, ellipsoid(p, (3.25, -0.1, 9.0), (2.0, 1.25, 1.45)), 1.5)
    solid = join(solid, _nose(p), 0.85)
    solid = carve(solid, ellipsoid(p, (0.52, -4.9, 9.5), (0.28, 0.34, 0.5)), 0.25)
    solid = carve(solid, rod(p, (0, -5.2, 9.5), (0, -6.2, 9.5), (0.2, 0.3)), 0.5)
    solid = join(solid, lid_ball(p), 0.55)
    solid = join(solid, lips(p), 0.3)
    solid = join(solid, _ear(p), 0.5)
    return carve(solid, cavity(p), 0.2)


def _skull(p: Point) -> np.ndarray:
    solid = ellipsoid(p, (0, 3.7, -1.3), (7.4, 7.9, 9.2))
    solid = join(solid, ellipsoid(p, (0, 3.3, 2.9), (6.3, 6.0, 5.8)), 2.5)
    solid = join(solid, ellipsoid(p, (0, -2.6, 2.4), (5.9, 7.0, 6.1)), 2.5)
    solid = join(solid, ellipsoid(p, (4.6, -2.5, 4.9), (1.5, 1.4, 2.1)), 2.5)
    solid = join(solid, ellipsoid(p, (3.5, -5.0, 3.9), (2.1, 3.0, 2.7)), 2.0)
    solid = join(solid, ellipsoid(p, (0, -3.5, -4.5), (5.2, 6.0, 4.3)), 3.0)
    return join(solid, ellipsoid(p, (2.4, -4.3, 6.1), (2.4, 2.4, 2.1)), 2.0)


def _jaw(p: Point) -> np.ndarray:
    solid = rod(p, (4.4, -6.0, 0.8), (1.6, -10.1, 6.0), (1.2, 1.4))
    solid = join(solid, ellipsoid(p, (0, -7.6, 3.2), (4.3, 3.3, 4.6)), 2.5)
    solid = join(solid, ellipsoid(p, (0, -6.7, 6.2), (2.9, 2.7, 2.6)), 1.8)
    solid = join(solid, ellipsoid(p, (0, -10.1, 7.15), (1.7, 1.35, 1.55)), 1.5)
    return carve(solid, rod(p, (0, -8.75, 9.5), (1.2, -8.7, 9.2), (0.45, 0.35)), 0.9)


def _nose(p: Point) -> np.ndarray:
    solid = rod(p, (0, 1.3, 7.95), (0, -3.4, 10.0), (0.42, 0.6))
    solid = join(solid, ellipsoid(p, (0, -2.7, 8.3), (1.25, 2.1, 1.3)), 1.1)
    solid = join(solid, ellipsoid(p, (0, -3.8, 10.2), (0.78, 0.74, 0.72)), 0.8)
    solid = join(solid, ellipsoid(p, (0.92, -4.15, 9.4), (0.56, 0.52, 0.85)), 0.65)
    return join(solid, rod(p, (0, -4.3, 9.95), (0, -4.75, 9.1), (0.38, 0.4)), 0.7)


def _neck(p: Point) -> np.ndarray:
    solid = rod(p, (0, -5, -2.2), (0, -19, -3.6), (4.4, 4.7))
    solid = join(solid, rod(p, (4.9, -5.0, -2.2), (1.2, -17.5, 1.0), (0.9, 0.9)), 2.5)
    return join(solid, rod(p, (0, -20, -3.6), (16, -22, -3.6), (4.2, 4.0)), 5.0)


def _ear(p: Point) -> np.ndarray:
    """A rim around a bowl, the lobe, and the flap in front; leaning back, turned outwards."""
    q = _ear_frame(p)
    up, back, out = q
    slant = np.maximum(np.hypot(up / 2.75, back / 1.6) - 1, -1) * 1.7
    rim = np.hypot(slant, out - 0.1 * back) - 0.3
    rim = np.maximum(rim, -(back + 1.25 + 0.25 * up))
    bowl = ellipsoid((up, back, out + 0.25 - 0.1 * back), (0, 0, 0), (2.75, 1.6, 0.32))
    fold = rod(q, (1.4, 0.2, 0.0), (-1.3, 0.55, 0.0), (0.22, 0.26))
    solid = join(join(bowl, rim, 0.3), fold, 0.4)
    solid = join(solid, ellipsoid(q, (-2.55, -0.55, -0.15), (0.75, 0.6, 0.35)), 0.5)
    solid = join(solid, ellipsoid(q, (-0.6, -1.45, 0.0), (0.5, 0.35, 0.35)), 0.4)
    return join(solid, ellipsoid(q, (-0.4, -0.9, -1.0), (2.2, 1.1, 1.0)), 0.6)


def _ear_frame(p: Point) -> Point:
    """Up along the ear, backwards, and outwards, from the ear's middle."""
    x, y, z = p[0] - 7.25, p[1] + 1.3, p[2] + 0.9
    lean, turn = np.radians(12), np.radians(28)
    up, back = y * np.cos(lean) - z * np.sin(lean), -y * np.sin(lean) - z * np.cos(lean)
    return up, back * np.cos(turn) + x * np.sin(turn), x * np.cos(turn) - back * np.sin(turn)
