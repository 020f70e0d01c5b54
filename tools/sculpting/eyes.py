"""Eyeballs, the lids over them, and how the lids close.

A lid is skin on a ball a little larger than the eye.  Directions from the eye's middle are
an azimuth (outwards) and an elevation (up), in radians.
"""

import numpy as np

from sculpting.shapes import Point, ease

CENTRE = (3.15, 0.0, 6.78)
EYEBALL = 1.5  # larger than life, for lids are wider than the eye that they cover
_LID = 1.72
_WIDE, _MIDDLE = np.radians(58), np.radians(3)  # azimuths: half the opening, its middle
_UPPER, _LOWER = np.radians(17), np.radians(-19)  # elevations of the open lids
_OVERLAP = np.radians(1.5)  # of closed lids, so that no eye shows between them
_TOP, _BOTTOM = np.radians(62), np.radians(-60)  # beyond these nothing moves


def lid_ball(p: Point) -> np.ndarray:
    """The skin over the eye."""
    return _from_centre(p)[2] - _LID


def opening(p: Point) -> np.ndarray:
    """The room between the open lids."""
    azimuth, elevation, distance = _from_centre(p)
    upper, lower = _edges(azimuth)
    room = distance * np.maximum(elevation - upper, lower - elevation)
    beside = distance * (np.abs(azimuth - _MIDDLE) - _WIDE)
    shell = np.maximum(EYEBALL - 0.15 - distance, distance - 2.1)
    return np.maximum(np.maximum(room, beside), np.maximum(shell, CENTRE[2] - p[2]))


def lash_share(p: Point) -> np.ndarray:
    """1 on the lids' edges, 0 on the skin."""
    azimuth, _, distance = _from_centre(p)
    within = ease(np.abs(azimuth - _MIDDLE), _WIDE + 0.12, _WIDE)
    return ease(distance, _LID - 0.01, _LID - 0.1) * within * ease(p[2], CENTRE[2], CENTRE[2] + 0.3)


def closing(p: Point) -> np.ndarray:
    """The angle, radians, by which each point turns about the eye's x axis to close it."""
    azimuth, elevation, distance = _from_centre((np.abs(p[0]), p[1], p[2]))
    upper, lower = _edges(azimuth)
    meet = _meeting(azimuth)
    above = elevation > meet
    share = np.where(
        above,
        np.clip((_TOP - elevation) / (_TOP - upper), 0, 1),
        np.clip((_BOTTOM - elevation) / (_BOTTOM - lower), 0, 1),
    )
    angle = np.where(above, upper - meet + _OVERLAP, lower - meet - _OVERLAP) * share
    near = ease(distance, 2.7, 1.9) * ease(p[2], CENTRE[2] - 0.4, CENTRE[2] + 0.3)
    return angle * near


def _edges(azimuth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Elevations of the open lids' edges; at the corners both are where the lids meet."""
    share = np.clip(np.abs(azimuth - _MIDDLE) / _WIDE, 0, 1)
    meet = _meeting(azimuth)
    return (
        meet + (_UPPER - meet) * (1 - share**2.2) ** 0.9,
        meet + (_LOWER - meet) * (1 - share**2.6),
    )


def _meeting(azimuth: np.ndarray) -> np.ndarray:
    """Where the lids meet: low, for it is the upper lid that moves; outer corner higher."""
    return np.radians(-9) + 0.08 * azimuth


def _from_centre(p: Point) -> Point:
    """Azimuth, elevation and distance."""
    x, y, z = (a - c for a, c in zip(p, CENTRE, strict=True))
    return np.arctan2(x, z), np.arctan2(y, np.hypot(x, z)), np.sqrt(x * x + y * y + z * z)
