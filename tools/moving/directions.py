"""What each of the 64 coefficients does to our own head, from landmarks measured on pictures.

Apple's shapes, transferred, carry most of it, with depth and all that lies between the landmarks;
what they leave of the landmarks' way across and up is spread over the skin around.
"""

import numpy as np
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree
from sculpting import eyes
from sculpting.shapes import ease

from moving.transfer import Transfer
from sadcoeff.face.points import BROWS, CHEEKS, CHIN, CORNERS, LIDS, LIPS, NOSE, find_points

UNITS = {  # the shapes fitted, and the cost of a unit of each
    "jawOpen": 0.01,
    "mouthFunnel": 0.02,
    "mouthPucker": 0.02,
    "mouthSmile": 0.02,
    "mouthFrown": 0.02,
    "mouthStretch": 0.02,
    "mouthLowerDown": 0.02,
    "mouthUpperUp": 0.02,
    "mouthRollLower": 0.09,
    "mouthRollUpper": 0.09,
    "mouthShrugLower": 0.09,
    "mouthShrugUpper": 0.09,
    "browDown": 0.02,
    "browInnerUp": 0.02,
    "browOuterUp": 0.02,
    "cheekSquint": 0.2,
    "noseSneer": 0.2,
}
EYE_DISTANCE = 2 * float(eyes.lid_place(1, 0)[0])  # centimetres, outer corners
_TO_HEAD = np.array([1, -1, -1]) * EYE_DISTANCE  # from the landmarks' units and axes
_IMPORTANCE = (*((LIPS, 1), (CORNERS, 2), (BROWS, 2), (CHIN, 1), (NOSE, 0.2), (CHEEKS, 0.2)),)
_AXES = (1, 1, 0.05)  # depth is a guess
_SMOOTH = 0.02  # of what is spread over the skin
_FAR, _CLOSE = 3.0, 0.8  # centimetres from the next landmark: nothing, all of it


def shape_weights(landmarks: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Weights (64, U) of shapes (U, K, 3) that move the landmarks as (64, K, 3) most nearly."""
    importance = np.zeros(landmarks.shape[1])
    for points, value in _IMPORTANCE:
        importance[find_points(points)] = value
    weighted = shapes * (importance[:, None] * _AXES)
    gram = np.einsum("uka,vka->uv", weighted, shapes) + np.diag(list(UNITS.values()))
    return np.linalg.solve(gram, np.einsum("uka,cka->uc", weighted, landmarks)).T


def skin_directions(
    transfer: Transfer, landmarks: np.ndarray, vertices: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Displacement (64, N, 3) of the points in centimetres, and the shapes' weights (64, U).

    landmarks: (64, K, 3), as the calibration has them.  vertices: (K,), each one's ICT vertex.
    """
    kept = np.setdiff1d(np.flatnonzero(transfer.ict.points[vertices, 0] > -0.01), find_points(LIDS))
    wanted = landmarks * _TO_HEAD
    shapes = np.stack([transfer.skin(name) for name in UNITS])
    known = transfer.ict.parted(transfer.ict.points, transfer.ict.upper())[vertices]
    nearest = cKDTree(transfer.places).query(known)[1]
    weights = shape_weights(
        wanted[:, :] / EYE_DISTANCE, _mirrored(shapes, nearest, transfer, vertices)
    )
    left = wanted[:, kept] - np.einsum("cu,uka->cka", weights, shapes[:, nearest[kept]])
    spread = _spread(transfer, known[kept], left[..., :2])
    moved = np.einsum("cu,una->cna", weights, shapes)
    moved[..., :2] += spread
    moved *= eyes.opening_share(transfer.points.T)[:, None]
    moved = transfer.smooth(moved)
    moved[:, transfer.points[:, 0] == 0, 0] = 0
    return moved, weights


def _mirrored(
    shapes: np.ndarray, nearest: np.ndarray, transfer: Transfer, vertices: np.ndarray
) -> np.ndarray:
    """The shapes (U, K, 3) at the landmarks, those of the other side by their mirror image."""
    places = transfer.ict.parted(transfer.ict.points, transfer.ict.upper())[vertices]
    flipped = places * [-1, 1, 1, 1]
    other = transfer.ict.points[vertices, 0] < 0
    at = np.where(other, cKDTree(transfer.places).query(flipped)[1], nearest)
    return shapes[:, at] * np.where(other[:, None], [-1, 1, 1], 1) / EYE_DISTANCE


def _spread(transfer: Transfer, known: np.ndarray, left: np.ndarray) -> np.ndarray:
    """What is left (64, k, 2) at the known places (k, 4), spread over all points (64, N, 2)."""
    flat = np.array([1, 1, 0.5, 1])
    places, first = np.unique((known * flat).round(6), axis=0, return_index=True)
    values = left[:, first].transpose(1, 0, 2).reshape(len(first), -1)
    off = places[:, 0] > 0.01  # so that the middle is no edge: mirror what is beside it
    mirrored = values[off].reshape(-1, len(left), 2) * [-1, 1]
    both = np.concatenate([places, places[off] * [-1, 1, 1, 1]])
    values = np.concatenate([values, mirrored.reshape(off.sum(), -1)])
    places = transfer.places * flat
    far = cKDTree(both).query(places)[0]
    found = np.zeros((len(places), values.shape[1]))
    reached = far < _FAR
    found[reached] = RBFInterpolator(both, values, smoothing=_SMOOTH)(places[reached])
    spread = found.reshape(len(places), -1, 2).transpose(1, 0, 2)
    return spread * ease(far, _FAR, _CLOSE)[:, None] * transfer.reach[:, :2]
