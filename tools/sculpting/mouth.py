"""Lips, the gap between them, what is behind, and how the jaw moves them.

The solid is made with lips `2 * HALF_GAP` apart, for a surface cannot be found in a slit
without width; `shut_point` closes the gap exactly.
"""

import numpy as np

from sculpting.shapes import Point, ease

CORNER = 2.4  # half the mouth's width
HALF_GAP = 0.3
REACH = 3.5  # above and below this distance the gap moves nothing
BEND = 0.16  # by how much the mouth's arch falls back, per square centimetre from the middle
_BACK = 5.2  # z where the gap ends
_HOLLOW, _ROUND = (2.4, 1.3, 2.1), 0.5  # half the cavity's sizes, and how round its edges are


def lips(p: Point) -> np.ndarray:
    """Both lips, each a tube along the mouth that thins towards the corners."""
    x, y, z = p
    share = np.clip(x / (CORNER + 0.15), 0, 1)
    thin = np.sqrt(1 - share**2)
    front = 8.8 - 0.17 * x * x - 0.4 * share**6
    bow = 0.07 * np.exp(-((x / 0.28) ** 2))
    above = np.hypot(y - line(x) - 0.36 * thin + bow, z - front) - 0.46 * thin
    below = np.hypot(y - line(x) + 0.45 * thin, z - front + 0.08) - 0.55 * thin
    return np.maximum(np.minimum(above, below) * 0.75 + 0.03, x - CORNER - 0.15)


def cavity(p: Point) -> np.ndarray:
    """The hollow behind closed lips: a rounded box, bent as the teeth are."""
    x, y, z = p
    sizes = zip((x, y + 7.1, z + BEND * x * x - 6.3), _HOLLOW, strict=True)
    beyond = [np.abs(a) - half + _ROUND for a, half in sizes]
    outside = np.sqrt(sum(np.maximum(a, 0) ** 2 for a in beyond))
    return outside + np.minimum(np.maximum.reduce(beyond), 0) - _ROUND


def gap(p: Point) -> np.ndarray:
    """The room between the parted lips."""
    x, y, z = p
    return np.maximum(np.maximum(np.abs(y - line(x)) - _half_gap(x), _BACK - z), x - CORNER) * 0.9


def shut_point(p: Point) -> Point:
    """Where a point of the head with parted lips is when they are together."""
    x, y, z = p
    half = _half_gap(x) * ease(z, 3.5, _BACK)
    away = y - line(x)
    shut = np.maximum(np.abs(away) - half, 0) / (1 - half / REACH)
    shut = np.where(np.abs(away) < REACH, shut, np.abs(away))
    return x, line(x) + np.sign(away) * shut, z


def jaw_weight(p: Point, above: np.ndarray) -> np.ndarray:
    """How far a point follows the jaw, 0...1.  p: lips together; above: of the upper lip."""
    x, y, z = np.abs(p[0]), p[1], p[2]
    corner = ease(x, 0, CORNER + 0.3)
    height = y - line(x)
    upper = 0.45 * corner * ease(height, 2.6, 0)
    lower = 1 - 0.55 * corner * ease(height, -2.4, 0)
    lower = lower * ease(y, -17.5, -11.5)
    front = ease(z - 0.25 * (y + 7), -1.5, 3.0)
    return np.where(above, upper, lower) * front


def lip_share(p: Point) -> np.ndarray:
    """1 on the red of the lips, 0 off it.  p: lips together."""
    x, y, z = np.abs(p[0]), p[1], p[2]
    share = np.clip(x / (CORNER + 0.1), 0, 1)
    thin = np.sqrt(1 - share**2)
    bow = 0.1 * np.exp(-((x / 0.3) ** 2))
    height = y - line(x)
    edge = np.where(height > 0, height - 0.72 * thin + bow, -height - 0.88 * thin)
    return ease(edge, 0.12, -0.16) * ease(z, 3.5, 4.0) * ease(x, CORNER + 0.3, CORNER)


def inside_share(p: Point) -> np.ndarray:
    """1 inside the mouth, 0 on the skin.  p: lips together."""
    x, y, z = p
    depth = 8.75 - 0.15 * x * x - z
    reach = 0.45 + 1.2 * ease(depth, 0.6, 1.2)
    near = ease(np.abs(y - line(x)), reach + 0.3, reach) * ease(x, 2.6, 2.4) * ease(z, 3.0, 4.0)
    return np.maximum(ease(depth, 0.0, 0.3) * near, ease(cavity(p), 0.45, 0.15))


def lip_edge(x: float, side: int) -> float:
    """Height of the red's edge at x: above (1), below (-1), or where the lips meet (0)."""
    at = np.array(x)
    thin = float(np.sqrt(1 - np.clip(x / (CORNER + 0.1), 0, 1) ** 2))
    bow = 0.1 * float(np.exp(-((x / 0.3) ** 2)))
    return float(line(at)) + (0, 0.72 * thin - bow, -0.88 * thin)[side]


def above(p: Point) -> np.ndarray:
    """Whether a point of the head with parted lips is above where they meet."""
    return p[1] > line(p[0])


def line(x: np.ndarray) -> np.ndarray:
    """The height y at which the lips meet."""
    return -7.0 - 0.05 * np.exp(-((x / 0.5) ** 2)) + 0.02 * x * x


def _half_gap(x: np.ndarray) -> np.ndarray:
    return HALF_GAP * np.maximum(1 - (x / CORNER) ** 2, 0)
