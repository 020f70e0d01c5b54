"""Solid shapes as signed distances in centimetres, negative inside, and how they are joined.

Points are three arrays x, y, z of one shape; so a point is `(x, y, z)` everywhere here.
"""

import numpy as np

Point = tuple[np.ndarray, np.ndarray, np.ndarray]
Place = tuple[float, float, float]


def ellipsoid(p: Point, centre: Place, radii: Place) -> np.ndarray:
    """Close to the distance near the surface, which is all that joining needs."""
    q = [(a - c) / r for a, c, r in zip(p, centre, radii, strict=True)]
    length = np.sqrt(sum(a * a for a in q))
    steepness = np.sqrt(sum((a / r) ** 2 for a, r in zip(q, radii, strict=True)))
    return length * (length - 1) / np.maximum(steepness, 1e-6)


def rod(p: Point, start: Place, end: Place, radius: tuple[float, float]) -> np.ndarray:
    """A round rod whose radius goes from the first to the second."""
    along = [b - a for a, b in zip(start, end, strict=True)]
    offset = [c - a for c, a in zip(p, start, strict=True)]
    share = sum(o * v for o, v in zip(offset, along, strict=True)) / sum(v * v for v in along)
    share = np.clip(share, 0, 1)
    gap = np.sqrt(sum((o - share * v) ** 2 for o, v in zip(offset, along, strict=True)))
    return gap - (radius[0] + (radius[1] - radius[0]) * share)


def join(a: np.ndarray, b: np.ndarray, blend: float) -> np.ndarray:
    """Both solids as one, the seam filled over about `blend` centimetres."""
    near = np.maximum(blend - np.abs(a - b), 0) / blend
    return np.minimum(a, b) - near * near * blend / 4


def carve(a: np.ndarray, b: np.ndarray, blend: float) -> np.ndarray:
    """Solid a without b, the edge rounded over about `blend` centimetres."""
    return -join(-a, b, blend)


def ease(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 up to `low`, 1 from `high`, smooth between; low may be the larger."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)
