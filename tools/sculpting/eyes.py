"""Eyeballs, the lids over them, and how the lids close.

A lid is skin on a ball a little larger than the eye.  Directions from the eye's middle are
an azimuth (outwards) and an elevation (up), in radians.
"""

import numpy as np

from sculpting.shapes import Point, ease

CENTRE = (3.15, 0.0, 6.78)
EYEBALL = 1.5  # larger than life, for lids are wider than the eye that they cover
# Rings of the ball: angle from its middle in degrees, and sRGB colour outwards from there.
RINGS = (
    *((0, 0x14110F), (9, 0x14110F), (9.5, 0x6F7F86), (15, 0x6F8288), (20, 0x4F6168)),
    *((22, 0x39474D), (24, 0xD9D5D0), (32, 0xE9E5E1), (60, 0xE2D6CF), (100, 0xC9B3AA)),
)
_LID = 1.72
_WIDE, _MIDDLE = np.radians(58), np.radians(3)  # azimuths: half the opening, its middle
_UPPER, _LOWER = np.radians(17), np.radians(-19)  # elevations of the open lids
_OVERLAP = np.radians(3)  # of closed lids, so that no eye shows between them
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


def brow_place(along: float) -> tuple[float, float]:
    """x and y of the eyebrow's middle line, from its inner end (0) to its outer one (1)."""
    return 1.15 + 3.9 * along, 1.75 + 1.25 * along - 1.3 * along**2


def lid_place(share: float, side: int) -> np.ndarray:
    """(3,): on the upper (1) or lower (-1) lid's edge or the line between the corners (0).

    share: of the way from the inner corner to the outer one.
    """
    inner, outer = (CENTRE[0] + _LID * np.sin(_MIDDLE + s * _WIDE) for s in (-1, 1))
    azimuth = np.arcsin(np.clip((inner + share * (outer - inner) - CENTRE[0]) / _LID, -1, 1))
    upper, lower = _edges(azimuth)
    elevation = (_meeting(azimuth), upper, lower)[side]
    flat = _LID * np.cos(elevation)
    off = [flat * np.sin(azimuth), _LID * np.sin(elevation), flat * np.cos(azimuth)]
    return np.array(CENTRE) + off


def opening_share(p: Point) -> np.ndarray:
    """0 on the lids and what they move, 1 away from the eye: where the face's motion begins."""
    return ease(_from_centre((np.abs(p[0]), p[1], p[2]))[2], 1.85, 2.7)


def turn_down(points: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Displacement (N, 3) of points that turn downwards about the eye's x axis, in radians."""
    y, z = (points - CENTRE)[:, 1:].T
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([0 * y, y * cos - z * sin - y, y * sin + z * cos - z], axis=1)


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
