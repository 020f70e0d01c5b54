"""Our own head: its geometry, how the coefficients move it, and Apple's shapes as targets.

Its two files hold the half with x >= 0, in model units (10 cm); x to the image's right, y up, z
to the viewer, the origin where the head turns.  `tools/build_head.py` makes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from sadcoeff.face.expression import check_expression
from sadcoeff.face.packed import unpack
from sadcoeff.resources import ASSETS

HEAD = ASSETS / "preview" / "head.mesh"
SHAPES = ASSETS / "head_shapes.bin"
_GIVE = 0.3  # how much further than its limit, as a share, a mode goes in the end
_WIDEST = -0.4  # closing of lids beyond which wide eyes open no further
# Centimetres by which lips are moved apart before they part, for they are soft; three times as far
# they are where they should be.  Measured: see "Where it is not linear" in assets/README.md.
_PRESSED = 0.1


@dataclass(frozen=True)
class Head:
    """One half: points (N, 3), quads (Q, 4), sRGB colours (N, 3), skin (N,) against the mouth's
    bodies.  eye (4,): its middle and radius; rings (K,): degrees from its front, and the colours
    (K, 3) there.

    moves (R, 3, M): what each mode does to the first M points.  read (64, L), part (L,), limit,
    gap: how the modes' weights come about, see `mode_weights`.
    """

    points: np.ndarray
    quads: np.ndarray
    colours: np.ndarray
    skin: np.ndarray
    moves: np.ndarray
    read: np.ndarray
    part: np.ndarray
    gap: np.ndarray
    limit: np.ndarray
    eye: np.ndarray
    rings: np.ndarray
    ring_colours: np.ndarray


@cache
def load_head() -> Head:
    """The shipped head."""
    arrays = unpack(HEAD.read_bytes())
    return Head(**arrays | {"moves": _sum_up(arrays["moves"])})


@cache
def load_shapes() -> Mapping[str, np.ndarray]:
    """Displacement (3, N) by each of Apple's shapes, both sides of a pair together."""
    return {name: _sum_up(moved) for name, moved in unpack(SHAPES.read_bytes()).items()}


def mode_weights(expression: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Weights (T, R) of the head's modes for an expression (T, 64), as the browser computes them.

    rest: (3, 64), the expression at rest of mouth, lids and brows, as `rest_of` gives it.  Linear
    as far as faces were measured; beyond, each mode yields less and less.  The lids stop when
    shut, and lips that would pass through each other, or hardly part, stay where they meet.
    """
    head, rows = load_head(), check_expression(expression)
    away = rows[:, None] - rest  # (T, 3, 64)
    read = np.einsum("tlc,cl->tl", away[:, head.part], head.read)
    linear, lids = _yield(read[:, :-1], head.limit), np.clip(read[:, -1], _WIDEST, 1)
    half, shut = 1 - np.abs(2 * lids - 1), np.maximum(2 * lids - 1, 0)
    return np.column_stack([linear, half, shut, _hold_lips(linear @ head.gap)])


def _hold_lips(apart: np.ndarray) -> np.ndarray:
    """What brings lips together that are `apart` (T, C), the first column in the middle."""
    middle = np.maximum(apart[:, :1], _PRESSED)
    share = np.maximum((3 * _PRESSED / middle - 1) / 2, 0)
    return -apart * np.where(apart > 0, share, 1)


def _yield(weights: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Weights (T, R), bent where they pass the limits: never further than _GIVE of them more."""
    inside = np.clip(weights, *limit)
    give = _GIVE * np.where(weights > 0, *limit[::-1])
    return inside + give * -np.expm1(-(weights - inside) / give)


def _sum_up(differences: np.ndarray) -> np.ndarray:
    return np.cumsum(differences, axis=-1, dtype=np.float64).astype(np.float32)
