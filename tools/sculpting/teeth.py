"""Teeth, gums and tongue: simple bodies of their own, seen where the lips part.

Centimetres, as in `face`; bodies that cross the middle are made with both halves and cut there.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sculpting.mouth import line

ENAMEL, GUM, TONGUE = (np.array(c, float) for c in ((238, 230, 216), (150, 78, 76), (158, 82, 80)))
FRONT = 7.85  # z of the upper front teeth
_UPPER = (0.78, 0.6, 0.7, 0.64, 0.6)  # widths from the middle outwards
_LOWER = (0.5, 0.54, 0.62, 0.64, 0.58)
_ARCH = (0.22, 0.02)  # how it falls back: centimetres at x = 1, by x squared and to the fourth
_OVERBITE = 0.28  # how far the lower teeth stand behind the upper ones
_ROWS, _COLUMNS = 9, 12  # of a body's points
_SQUARE = 0.45  # exponent: 1 is round, 0 a box


@dataclass(frozen=True)
class Bodies:
    """points (N, 3), quads (Q, 4) from outside counter-clockwise, colours (N, 3), lower (N,).

    tongue: how many points the tongue has, which are the last.
    """

    points: np.ndarray
    quads: np.ndarray
    colours: np.ndarray
    lower: np.ndarray
    tongue: int


def mouth_bodies() -> Bodies:
    """What stands in the mouth's half with x >= 0: a lower body follows the jaw."""
    made = [*_row(_UPPER, lower=False), *_row(_LOWER, lower=True), _tongue()]
    starts = np.cumsum([0, *(len(points) for points, *_ in made)])
    points, quads, colours, lower = zip(*made, strict=True)
    joined = [q + start for q, start in zip(quads, starts[:-1], strict=True)]
    parts = (np.concatenate(part) for part in (points, joined, colours, lower))
    return Bodies(*parts, tongue=len(points[-1]))


def arch_depth(x: np.ndarray) -> np.ndarray:
    """z of the upper teeth's front at x."""
    return FRONT - _ARCH[0] * x**2 - _ARCH[1] * x**4


Body = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _row(widths: tuple[float, ...], lower: bool) -> list[Body]:
    """One half of a row of teeth and its gum."""
    back = _OVERBITE if lower else 0
    middle = float(line(np.zeros(1))[0])
    top, bottom = (middle - 0.1, middle - 1.0) if lower else (middle + 0.85, middle - 0.1)
    edges = np.concatenate([[0], np.cumsum(widths)])
    bodies = []
    for start, end in pairwise(edges):
        place, turn = _on_arch((start + end) / 2, back)
        centre = np.array([place[0], (top + bottom) / 2, place[1] - 0.26])
        sizes = np.array([(end - start) / 2 * 0.985, (top - bottom) / 2, 0.26])
        bodies.append(_body(centre, sizes, turn, ENAMEL, lower))
    return [*bodies, _gum(edges[-1], back, bottom + 0.1 if lower else top - 0.1, lower)]


def _on_arch(length: float, back: float) -> tuple[np.ndarray, float]:
    """x and z at a length along the arch from the middle, and its turn about y in radians."""
    x = np.linspace(0, 4, 801)
    z = arch_depth(x) - back
    along = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(z)))])
    at = float(np.interp(length, along, x))
    turn = np.arctan(2 * _ARCH[0] * at + 4 * _ARCH[1] * at**3)
    return np.array([at, float(arch_depth(np.array(at))) - back]), turn


def _body(
    centre: np.ndarray, sizes: np.ndarray, turn: float, colour: np.ndarray, lower: bool
) -> Body:
    """A rounded box about `centre`, turned about y."""
    polar = np.linspace(0, np.pi, _ROWS)[:, None]
    around = np.linspace(0, 2 * np.pi, _COLUMNS, endpoint=False)
    sphere = [
        np.sin(polar) * np.sin(around),
        np.cos(polar) + 0 * around,
        np.sin(polar) * np.cos(around),
    ]
    x, y, z = (np.sign(a) * np.abs(a) ** _SQUARE * s for a, s in zip(sphere, sizes, strict=True))
    cos, sin = np.cos(turn), np.sin(turn)
    points = np.stack([x * cos + z * sin, y, z * cos - x * sin], axis=-1) + centre
    return _grid(points, colour, lower, closed=True)


def _gum(length: float, back: float, height: float, lower: bool) -> Body:
    """A roll along the roots of a row."""
    around = np.linspace(0, 2 * np.pi, _COLUMNS, endpoint=False)
    rings = []
    for along in np.linspace(0, length, 14):
        place, turn = _on_arch(float(along), back)
        out = 0.36 * np.cos(around)
        rings.append(
            np.stack(
                [
                    place[0] + out * np.sin(turn),
                    height + 0.95 * np.sin(around) - (0.8 if lower else -0.8),
                    place[1] - 0.3 + out * np.cos(turn),
                ],
                axis=-1,
            )
        )
    points = np.stack(rings)
    points[0, :, 0] = 0
    return _grid(points, GUM, lower, closed=True)


def _tongue() -> Body:
    """The half of a flat body on the mouth's floor."""
    polar = np.linspace(0, np.pi, 14)[:, None]
    around = np.linspace(0, np.pi, 12)
    x = 1.5 * np.sin(polar) * np.sin(around)
    y = -7.62 + 0.42 * np.sin(polar) * np.cos(around)
    z = 5.2 + 1.75 * np.cos(polar) - 0.06 * x * x
    y = y - 0.5 * ((5.85 - z).clip(0) / 2) ** 2 - 0.12 * np.exp(-((x / 0.3) ** 2))
    points = np.stack([x + 0 * z, y, z + 0 * x], axis=-1)
    points[:, [0, -1], 0] = points[[0, -1], :, 0] = 0
    return _grid(points, TONGUE, lower=True, closed=False)


def _grid(points: np.ndarray, colour: np.ndarray, lower: bool, closed: bool) -> Body:
    """Points (R, C, 3) as a body whose rows close into rings or not; darker further back."""
    rows, columns, _ = points.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    right = np.roll(number, -1, axis=1)
    quads = np.stack([number[:-1], number[1:], right[1:], right[:-1]], axis=-1)
    quads = (quads if closed else quads[:, :-1]).reshape(-1, 4)
    flat = points.reshape(-1, 3)
    quads = quads if _faces_out(flat, quads) else quads[:, ::-1]
    light = np.clip(1 - 0.28 * (FRONT - flat[:, 2:]), 0.2, 1)
    return flat, quads, colour * light, np.full(len(flat), lower)


def _faces_out(points: np.ndarray, quads: np.ndarray) -> bool:
    """Whether the quads of a convex body are counter-clockwise from outside."""
    a, b, c, d = points[quads].swapaxes(0, 1)
    outward = (a + b + c + d) / 4 - points.mean(axis=0)
    return bool((np.cross(c - a, d - b) * outward).sum() > 0)
