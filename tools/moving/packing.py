"""The head's files as `sadcoeff.face.head` reads them: whole numbers, moving points first."""

import numpy as np
from sculpting import eyes
from sculpting.sculpture import Sculpture

from moving.modes import Modes
from sadcoeff.face.packed import pack

UNIT = 10.0  # centimetres
ORIGIN = np.array([0, -2.0, 2.0])  # centimetres: what the head turns about
_PLACE, _MOVE = 1 / 4000, 1 / 8000  # steps in model units
_SEEN = 0.004  # centimetres: what moves less at full strength is at rest


def order_points(modes: Modes) -> tuple[np.ndarray, int]:
    """The points' order, moving ones first, and how many move."""
    moving = (np.abs(modes.moves).max(axis=2) > _SEEN).any(axis=0)
    return np.argsort(~moving, kind="stable"), int(moving.sum())


def pack_head(sculpture: Sculpture, modes: Modes) -> bytes:
    """head.mesh: geometry and modes."""
    order, moving = order_points(modes)
    number = np.argsort(order)
    eye = np.array([*((np.array(eyes.CENTRE) - ORIGIN) / UNIT), eyes.EYEBALL / UNIT])
    rings = np.array(eyes.RINGS)
    ring_colours = (rings[:, 1:].astype(np.int64) >> [16, 8, 0]) & 255
    moves = modes.moves[:, order[:moving]].swapaxes(1, 2)
    return pack(
        {
            "points": (_whole((sculpture.points[order] - ORIGIN) / UNIT, _PLACE), _PLACE),
            "quads": (number[sculpture.quads].astype(np.uint16), 1),
            "colours": (np.rint(sculpture.colours[order]).astype(np.uint8), 1),
            "skin": ((order < sculpture.skin).astype(np.uint8), 1),
            "moves": (_differences(_whole(moves / UNIT, _MOVE)), _MOVE),
            "read": (modes.read.astype(np.float32), 1),
            "part": (modes.part.astype(np.uint8), 1),
            "gap": (modes.gap.astype(np.float32), 1),
            "limit": (modes.limit.astype(np.float32), 1),
            "eye": (eye.astype(np.float32), 1),
            "rings": (rings[:, 0].astype(np.float32), 1),
            "ring_colours": (ring_colours.astype(np.uint8), 1),
        }
    )


def pack_shapes(shapes: dict[str, np.ndarray], modes: Modes) -> bytes:
    """head_shapes.bin: each of Apple's shapes, (3, N) by name."""
    order, _ = order_points(modes)
    moved = {name: _whole(values[order].T / UNIT, _MOVE) for name, values in shapes.items()}
    return pack({name: (_differences(values), _MOVE) for name, values in moved.items()})


def _whole(values: np.ndarray, step: float) -> np.ndarray:
    return np.rint(values / step).astype(np.int16)


def _differences(values: np.ndarray) -> np.ndarray:
    """From each point to the next, which packs better: the reader sums them up."""
    return np.diff(values, axis=-1, prepend=np.int16(0)).astype(np.int16)
