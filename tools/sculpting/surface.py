"""The surface of a solid as quads (surface nets) on a grid that is fine where it must be."""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array

from sculpting.shapes import Point

Solid = Callable[[Point], np.ndarray]
_STEP = 0.02  # centimetres, for slopes
_SHORT = 0.2  # of the mean of a point's edges: a shorter one makes slivers, which fold when moved
_ROUNDS = 30  # of easing such points apart


def spaced(*parts: tuple[float, float]) -> np.ndarray:
    """Grid lines from parts (end, spacing); the first part's end is the start."""
    lines = [parts[0][0]]
    for end, spacing in parts[1:]:
        count = max(round((end - lines[-1]) / spacing), 1)
        lines.extend(np.linspace(lines[-1], end, count + 1)[1:])
    return np.array(lines, np.float32)


def surface(solid: Solid, axes: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Points (N, 3) on the surface and quads (Q, 4), counter-clockwise from outside."""
    values = solid(np.meshgrid(*axes, indexing="ij"))
    points, number = _cell_points(values, axes)
    quads = np.concatenate([_quads(values < 0, number, axis) for axis in range(3)])
    quads = quads[np.argsort(quads.min(axis=1), kind="stable")]  # near ones together, for the GPU
    used, quads = np.unique(quads, return_inverse=True)
    quads = quads.reshape(-1, 4)
    points = _onto(solid, points[used])
    free = points[:, 0] > axes[0][1]  # the first column is the middle plane
    return _ease_apart(solid, points, quads, free), quads


def beside(quads: np.ndarray, count: int) -> csr_array:
    """(N, N): each row gives the mean over the points that share an edge with one of `count`."""
    ends = np.concatenate([np.stack([quads, np.roll(quads, s, axis=1)], -1) for s in (1, -1)])
    rows, columns = np.unique(ends.reshape(-1, 2), axis=0).T
    share = 1 / np.bincount(rows, minlength=count)[rows]
    return csr_array((share, (rows, columns)), shape=(count, count))


def slope(solid: Solid, points: np.ndarray) -> np.ndarray:
    """Unit normals (N, 3), outwards."""
    steps = np.eye(3, dtype=points.dtype) * _STEP
    rise = [solid((points + s).T) - solid((points - s).T) for s in steps]
    normals = np.stack(rise, axis=1)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def _onto(solid: Solid, points: np.ndarray) -> np.ndarray:
    for _ in range(3):
        points = points - 0.8 * np.clip(solid(points.T), -0.1, 0.1)[:, None] * slope(solid, points)
    return points


def _ease_apart(
    solid: Solid, points: np.ndarray, quads: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """`free` points (N,) with a very short edge moved towards the mean of those beside them."""
    mean = beside(quads, len(points))
    ends = mean.tocoo().coords
    for _ in range(_ROUNDS):
        length = np.linalg.norm(np.subtract(*(points[e] for e in ends)), axis=1)
        shortest = np.full(len(points), np.inf)
        np.minimum.at(shortest, ends[0], length)
        usual = np.bincount(ends[0], length) / np.bincount(ends[0])
        tight = free & (shortest < _SHORT * usual)
        points[tight] = _onto(solid, (points + mean @ points)[tight] / 2)
    return points


def _cell_points(values: np.ndarray, axes: tuple) -> tuple[np.ndarray, np.ndarray]:
    """One point in each cell that the surface crosses: the mean of its edges' crossings."""
    total = np.zeros([3, *np.subtract(values.shape, 1)], np.float32)
    count = np.zeros(total.shape[1:], np.float32)
    for axis in range(3):
        crossed, places = _crossings(values, axes, axis)
        for side in np.ndindex(2, 2):
            cut = [slice(s, s + n) for s, n in zip(_spread(side, axis), count.shape, strict=True)]
            total += np.where(crossed[tuple(cut)], places[(slice(None), *cut)], 0)
            count += crossed[tuple(cut)]
    inside = count > 0
    number = np.full(count.shape, -1)
    number[inside] = np.arange(inside.sum())
    return (total[:, inside] / count[inside]).T, number


def _crossings(values: np.ndarray, axes: tuple, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """For each edge along `axis`: whether the surface crosses it, and where (3, ...)."""
    low, high = (np.take(values, r, axis) for r in _ends(values.shape[axis]))
    crossed = (low < 0) != (high < 0)
    share = low / np.where(crossed, low - high, 1)
    lines = list(axes)
    lines[axis] = axes[axis][:-1]
    places = np.stack(np.meshgrid(*lines, indexing="ij"))
    gaps = np.diff(axes[axis]).reshape([-1 if a == axis else 1 for a in range(3)])
    places[axis] += share * gaps
    return crossed, places


def _quads(inside: np.ndarray, number: np.ndarray, axis: int) -> np.ndarray:
    """The four cells around every crossed edge along `axis` that has four."""
    low, high = (np.take(inside, r, axis) for r in _ends(inside.shape[axis]))
    others = [a for a in range(3) if a != axis]
    cut = tuple(slice(None) if a == axis else slice(1, -1) for a in range(3))
    crossed, outward = (low != high)[cut], low[cut]
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)] if axis != 1 else [(0, 0), (0, 1), (1, 1), (1, 0)]
    found = []
    for corner in corners:
        shift = dict(zip(others, corner, strict=True))
        size = [n - (0 if a == axis else 1) for a, n in enumerate(number.shape)]
        part = [slice(shift.get(a, 0), shift.get(a, 0) + size[a]) for a in range(3)]
        found.append(number[tuple(part)][crossed])
    quads = np.stack(found, axis=1)
    return np.where(outward[crossed][:, None], quads, quads[:, ::-1])


def _ends(count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(count - 1), np.arange(1, count)


def _spread(side: tuple[int, int], axis: int) -> list[int]:
    sides = list(side)
    sides.insert(axis, 0)
    return sides
