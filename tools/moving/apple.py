"""Apple's shapes for our own head: skin and jaw from the ICT head, lids and tongue its own."""

import numpy as np
from sculpting import eyes
from sculpting.sculpture import Sculpture
from sculpting.shapes import ease

from moving.transfer import PAIRED, SINGLE, Transfer

# How far upper and lower lids close in each shape of the eyes; the lids follow the gaze.
LIDS = {
    "eyeBlink": (1, 1),
    "eyeSquint": (0.15, 0.6),
    "eyeWide": (-0.3, -0.15),
    "eyeLookDown": (0.45, -0.15),
    "eyeLookUp": (-0.2, 0.1),
    "eyeLookIn": (0, 0),
    "eyeLookOut": (0, 0),
}
_TONGUE_OUT = 3.2  # centimetres


def apple_shapes(sculpture: Sculpture, transfer: Transfer) -> dict[str, np.ndarray]:
    """Displacement (N, 3) in centimetres by each shape at full strength, both sides together."""
    shapes = {name: _moved(sculpture, transfer, name) for name in (*SINGLE, *PAIRED)}
    for name, shares in LIDS.items():
        moved = shapes.setdefault(name, np.zeros_like(sculpture.points))
        moved[: sculpture.skin] += _lids(sculpture.points[: sculpture.skin], *shares)
    shapes["tongueOut"] = _tongue_out(sculpture)
    return shapes


def _moved(sculpture: Sculpture, transfer: Transfer, name: str) -> np.ndarray:
    moved = np.zeros_like(sculpture.points)
    skin = transfer.skin(name)
    moved[: sculpture.skin] = skin * eyes.opening_share(transfer.points.T)[:, None]
    bodies = sculpture.points[sculpture.skin :]
    moved[sculpture.skin :] = transfer.jaw(name, bodies) * sculpture.lower[:, None]
    return moved


def _lids(points: np.ndarray, upper: float, lower: float) -> np.ndarray:
    angle = eyes.closing(points.T)
    angle = angle * np.where(angle > 0, upper, lower)
    return eyes.turn_down(points, angle)


def _tongue_out(sculpture: Sculpture) -> np.ndarray:
    """The tongue's front comes out over the lower lip; the mouth must be open for it."""
    x, _, z = sculpture.points.T
    tongue = np.arange(len(x)) >= len(x) - sculpture.tongue
    forward = _TONGUE_OUT * ease(z, 4.0, 7.0) * tongue
    return np.stack([0 * x, -0.12 * forward**2, forward], axis=1)
