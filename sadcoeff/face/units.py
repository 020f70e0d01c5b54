"""Apple's 52 face shapes, and the units by which the 64 coefficients move them.

A unit is one or more shapes that these coefficients can only move together: left and right
always, since neither speech nor the tracking shows them apart.
"""

from dataclasses import dataclass

import numpy as np

ARKIT_NAMES = (
    *("eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft"),
    *("eyeSquintLeft", "eyeWideLeft"),
    *("eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight", "eyeLookOutRight", "eyeLookUpRight"),
    *("eyeSquintRight", "eyeWideRight"),
    *("jawForward", "jawRight", "jawLeft", "jawOpen"),
    *("mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft"),
    *("mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight"),
    *("mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *("mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft", "mouthLowerDownRight"),
    *("mouthUpperUpLeft", "mouthUpperUpRight"),
    *("browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    *("cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight"),
    "tongueOut",
)
"""In the order of Apple's Live Link Face takes."""


@dataclass(frozen=True)
class Unit:
    """Shapes that move as one, and what a unit of it costs: the ridge on its weight."""

    shapes: tuple[str, ...]
    ridge: float


def _pair(shape: str, ridge: float = 0.03) -> Unit:
    return Unit((f"{shape}Left", f"{shape}Right"), ridge)


def _single(*shapes: str, ridge: float = 0.03) -> Unit:
    return Unit(shapes, ridge)


UNITS = (
    *(_pair("eyeBlink", 0.005), _pair("eyeSquint", 0.06), _pair("eyeWide")),
    _single("jawOpen"),
    # Apple's mouthClose closes lips over an open jaw: alone it would pull them past each other.
    _single("jawOpen", "mouthClose", ridge=0.3),
    *(_single("mouthFunnel"), _single("mouthPucker")),
    *(_pair("mouthSmile"), _pair("mouthFrown"), _pair("mouthStretch")),
    *(_single("mouthRollLower", ridge=0.09), _single("mouthRollUpper", ridge=0.09)),
    *(_single("mouthShrugLower", ridge=0.09), _single("mouthShrugUpper", ridge=0.09)),
    *(_pair("mouthLowerDown"), _pair("mouthUpperUp")),
    *(_pair("browDown"), _single("browInnerUp"), _pair("browOuterUp")),
    *(_pair("cheekSquint", 0.09), _pair("noseSneer", 0.09)),
)
OPPOSED = (
    *(("mouthSmile", "mouthFrown"), ("mouthSmile", "mouthPucker"), ("mouthSmile", "mouthFunnel")),
    *(("mouthStretch", "mouthPucker"), ("mouthStretch", "mouthFunnel")),
    *(("mouthLowerDown", "mouthRollLower"), ("mouthUpperUp", "mouthRollUpper")),
    *(("browDown", "browInnerUp"), ("browDown", "browOuterUp")),
    *(("eyeWide", "eyeBlink"), ("eyeWide", "eyeSquint")),
)
"""Pairs of units of which one undoes the other."""

UNSUPPORTED = tuple(n for n in ARKIT_NAMES if not any(n in unit.shapes for unit in UNITS))
"""Shapes that are always 0: the coefficients cannot hold them, or no data show that they do."""


def spread_matrix() -> np.ndarray:
    """(U, 52): 1 where a unit moves a shape."""
    return np.array([[name in unit.shapes for name in ARKIT_NAMES] for unit in UNITS], float)


def opposed_pairs() -> np.ndarray:
    """(P, 2): positions in UNITS of each pair of OPPOSED."""
    names = [unit.shapes[-1].removesuffix("Right") for unit in UNITS]
    return np.array([[names.index(a), names.index(b)] for a, b in OPPOSED])
