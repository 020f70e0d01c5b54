"""Our own head from both halves, with Apple's shapes by side: for programs that animate faces."""

from dataclasses import dataclass

import numpy as np

from sadcoeff.face.head import Head, load_head, load_shapes
from sadcoeff.face.units import ARKIT_NAMES

_SIDES = ("Left", "Right")  # the person's: Left is the image's right, x > 0
_BLEND = 0.1  # model units to either side of the middle over which left becomes right
_GAZE = {"Up": (-25, 0), "Down": (25, 0), "In": (0, -30), "Out": (0, 30)}  # degrees about x, y
_BASE = -1.3  # height at which the bust ends, model units
_SEEN = 0.0006  # model units, 0.06 mm: what moves less at full strength is not worth its bytes
_AROUND = 48  # points around an eye
_MIRROR = np.array([-1, 1, 1])
_SHADE = (0.05, 0.42)  # heights, in radii, over which the upper lid darkens an eye


@dataclass(frozen=True)
class Mesh:
    """points and normals (V, 3), linear colours (V, 3), triangles (F, 3), counter-clockwise.

    targets (52, V, 3): displacement by each of ARKIT_NAMES.  Model units.
    """

    points: np.ndarray
    normals: np.ndarray
    colours: np.ndarray
    triangles: np.ndarray
    targets: np.ndarray

    def part(self, kept: np.ndarray) -> "Mesh":
        """The points `kept` (V,) and the triangles between them."""
        number = np.cumsum(kept) - 1
        triangles = number[self.triangles[kept[self.triangles].all(axis=1)]]
        points, normals, colours = self.points[kept], self.normals[kept], self.colours[kept]
        return Mesh(points, normals, colours, triangles, self.targets[:, kept])


def head_meshes() -> dict[str, Mesh]:
    """`skin`, `mouth` (teeth, gums and tongue) and `eyes` of the shipped head."""
    head = load_head()
    off = np.flatnonzero(head.points[:, 0] != 0)
    count = len(head.points)
    partner = np.arange(count)
    partner[off] = count + np.arange(len(off))
    one = head.quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(np.int64)
    points = np.concatenate([head.points, head.points[off] * _MIRROR])
    triangles = np.concatenate([one, partner[one[:, ::-1]]])
    triangles = triangles[(points[triangles, 1] > _BASE).any(axis=1)]
    points = _cut(points, triangles)
    colours = to_linear(head.colours[np.r_[np.arange(count), off]])
    targets = np.stack([_target(name, off, points[:, 0]) for name in ARKIT_NAMES])
    whole = Mesh(points, _normals(points, triangles), colours, triangles, targets)
    skin = head.skin[np.r_[np.arange(count), off]] == 1
    used = np.bincount(triangles.ravel(), minlength=len(points)) > 0
    mouth = whole.part(used & ~skin)
    return {"skin": whole.part(used & skin), "mouth": mouth, "eyes": _eyes(head)}


def to_linear(colours: np.ndarray) -> np.ndarray:
    """Linear light 0...1 of sRGB 0...255 (IEC 61966-2-1)."""
    share = np.asarray(colours, np.float64) / 255
    return np.where(share < 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _cut(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """The points, those below the base moved along their edges to where these cross it."""
    edges = triangles[:, [0, 1, 1, 2, 2, 0, 1, 0, 2, 1, 0, 2]].reshape(-1, 2)
    over = points[edges, 1] > _BASE
    above, below = edges[over[:, 0] & ~over[:, 1]].T
    height = points[:, 1:2] - _BASE
    share = height[above] / (height[above] - height[below])
    crossings = points[above] + share * (points[below] - points[above])
    sums = [np.bincount(below, column, len(points)) for column in crossings.T]
    count = np.bincount(below, minlength=len(points))[:, None]
    return np.where(count > 0, np.transpose(sums) / np.maximum(count, 1), points)


def _target(name: str, off: np.ndarray, x: np.ndarray) -> np.ndarray:
    """(V, 3): what a shape does to both halves; `off` numbers the points that are mirrored."""
    shapes = load_shapes()
    if name in shapes:
        other = _swap(name) if name.startswith(("jaw", "mouth")) else name
        return _both(shapes[name], shapes[other if other in shapes else name], off)
    side = next(side for side in _SIDES if name.endswith(side))
    pair = shapes[name.removesuffix(side)]
    towards = x if side == "Left" else -x
    share = np.clip((towards + _BLEND) / (2 * _BLEND), 0, 1)
    return _both(pair, pair, off) * (share * share * (3 - 2 * share))[:, None]


def _both(here: np.ndarray, there: np.ndarray, off: np.ndarray) -> np.ndarray:
    """(V, 3) of what moves the half (3, N), and what moves the other half's mirror image."""
    moved = np.concatenate([here.T, there.T[off] * _MIRROR]).astype(np.float32)
    return np.where(np.abs(moved).max(axis=1, keepdims=True) < _SEEN, np.float32(0), moved)


def _swap(name: str) -> str:
    """The same shape to the other side."""
    left, right = _SIDES
    if name.endswith(left):
        return name.removesuffix(left) + right
    return name.removesuffix(right) + left if name.endswith(right) else name


def _normals(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    a, b, c = points[triangles].swapaxes(0, 1)
    across = np.cross(b - a, c - a)
    sums = np.stack(
        [
            sum(np.bincount(triangles[:, k], across[:, axis], len(points)) for k in range(3))
            for axis in range(3)
        ],
        axis=1,
    )
    sums[~sums.any(axis=1)] = 0, 0, 1  # corners of triangles without area: any will do
    return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def _eyes(head: Head) -> Mesh:
    """Both balls: rings about z, from the pupil outwards."""
    polar = np.radians(head.rings.astype(np.float64))[:, None]
    around = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    out = np.stack(
        [
            np.sin(polar) * np.cos(around),
            np.sin(polar) * np.sin(around),
            np.cos(polar) + 0 * around,
        ],
        axis=-1,
    ).reshape(-1, 3)
    number = np.arange(len(out)).reshape(len(head.rings), _AROUND)
    right = np.roll(number, -1, axis=1)
    quads = np.stack([number[:-1], number[1:], right[1:], right[:-1]], axis=-1).reshape(-1, 4)
    one = quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
    under_lid = np.clip((out[:, 1:2] - _SHADE[0]) / (_SHADE[1] - _SHADE[0]), 0, 1)
    dark = 1 - 0.5 * under_lid**2 * (3 - 2 * under_lid)
    colours = np.repeat(to_linear(head.ring_colours), _AROUND, axis=0) * dark
    *middle, radius = head.eye
    return Mesh(
        np.concatenate([out * radius + np.array(middle) * [side, 1, 1] for side in (1, -1)]),
        np.tile(out, (2, 1)),
        np.tile(colours, (2, 1)),
        np.concatenate([one, one + len(out)]),
        np.stack([_gaze(name, out * radius) for name in ARKIT_NAMES]),
    )


def _gaze(name: str, ball: np.ndarray) -> np.ndarray:
    """(2 N, 3): what a shape does to the left ball and to the right one, each about its middle."""
    still = np.zeros((2, *ball.shape), np.float32)
    for side, outwards in zip(_SIDES, (1, -1), strict=True):
        if name.startswith("eyeLook") and name.endswith(side):
            down, out = np.radians(_GAZE[name.removeprefix("eyeLook").removesuffix(side)])
            still[_SIDES.index(side)] = _turn(ball, down, out * outwards) - ball
    return still.reshape(-1, 3)


def _turn(points: np.ndarray, about_x: float, about_y: float) -> np.ndarray:
    x, y, z = points.T
    y, z = y * np.cos(about_x) - z * np.sin(about_x), y * np.sin(about_x) + z * np.cos(about_x)
    x, z = x * np.cos(about_y) + z * np.sin(about_y), z * np.cos(about_y) - x * np.sin(about_y)
    return np.stack([x, y, z], axis=1)
