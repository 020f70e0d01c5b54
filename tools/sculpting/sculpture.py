"""The head at rest: skin, and what stands in the mouth, of the half with x >= 0."""

from dataclasses import dataclass

import numpy as np

from sculpting import mouth
from sculpting.colour import skin_colours
from sculpting.face import head
from sculpting.surface import spaced, surface
from sculpting.teeth import mouth_bodies

FINE = 0.17  # centimetres between columns in the face; rows are finer at eyes and mouth
X = spaced((-FINE / 2, 0), (FINE / 2, FINE), (5.0, FINE), (9.4, 0.32), (14, 0.9))
Y = spaced(
    (-19, 0), (-12, 0.9), (-8.5, 0.4), (-5.8, 0.15), (-1.4, 0.25), (1.3, 0.13), (2.7, 0.22), (13, 1)
)
Z = spaced((-12, 0), (-4, 1), (2.2, 0.32), (6, 0.42), (9.2, 0.2), (11.6, 0.24))


@dataclass(frozen=True)
class Sculpture:
    """points (N, 3) in centimetres, lips together, skin first; quads (Q, 4), colours (N, 3).

    skin: how many points are skin.  upper (skin,): above where the lips meet.  lower (N - skin,):
    which of the mouth's bodies follow the jaw.  tongue: how many of the last points it has.
    """

    points: np.ndarray
    quads: np.ndarray
    colours: np.ndarray
    skin: int
    upper: np.ndarray
    lower: np.ndarray
    tongue: int


def sculpt() -> Sculpture:
    """Make it; the same every time."""
    parted, quads = surface(head, (X, Y, Z))
    parted[np.abs(parted[:, 0]) < FINE / 2, 0] = 0
    shut = np.stack(mouth.shut_point(parted.T), axis=1).astype(np.float64)
    bodies = mouth_bodies()
    return Sculpture(
        np.concatenate([shut, bodies.points]),
        np.concatenate([quads, bodies.quads + len(shut)]),
        np.concatenate([skin_colours(parted, shut), bodies.colours]),
        len(shut),
        mouth.above(parted.T),
        bodies.lower,
        bodies.tongue,
    )
