"""What Apple's shapes do to the landmarks, measured on the ICT head."""

from pathlib import Path

import numpy as np
from scipy.interpolate import RBFInterpolator

from calibrating.frontal import MeanFace, symmetric
from sadcoeff.face.points import find_points
from sadcoeff.face.units import UNITS

FACE = 9409  # vertices of the face, before those of the neck, the mouth's inside and the eyes
FLAT = (1, 1, 0.3)  # depth of the landmarks is a guess: it counts less in finding a vertex
# A closed eye as the landmark model sees it, measured in blinks of 14 tracked clips: the lids come
# nearer by 0.071 of 0.091 and straight, while those of the head meet and slide sideways.
SEEN_OF_A_BLINK = np.array([0, 0.78, 0.78])
# The ICT head's vertices of 54 of the 68 well-known points, by its README (all but the jaw's
# sides and two of the nose), by MediaPipe's indices of the same points.
ANCHORS = {
    **{150: 2199, 148: 1447, 152: 966, 377: 3661, 379: 4390},
    **{70: 268, 63: 493, 105: 1914, 66: 2044, 107: 1401},
    **{336: 3615, 296: 4240, 334: 4114, 293: 2734, 300: 2509},
    **{168: 978, 197: 4527, 5: 4942, 4: 4857, 97: 2075, 2: 1147, 326: 4269},
    **{33: 1507, 160: 1542, 158: 1537, 133: 1528, 153: 1518, 144: 1511},
    **{362: 3742, 385: 3751, 387: 3756, 263: 3721, 373: 3725, 380: 3732},
    **{61: 5708, 39: 5695, 37: 2081, 0: 0, 267: 4275, 269: 6200, 291: 6213},
    **{405: 6346, 314: 6461, 17: 5518, 84: 5957, 181: 5841},
    **{78: 5702, 82: 5711, 13: 5533, 312: 6216, 308: 6207, 317: 6470, 14: 5517, 87: 5966},
}


def unit_motion(folder: Path, face: MeanFace) -> np.ndarray:
    """Displacement (U, K, 3) of the landmarks by each unit, on a face of the mean face's size."""
    with np.load(folder / "arkit" / "ict_arkit.npz") as file:
        neutral = _as_landmarks(file["neutral"][:FACE])
        names = file["names"].tolist()
        shapes = _as_landmarks(file["shapes"][:, :FACE])
    size = np.linalg.norm(neutral[ANCHORS[263]] - neutral[ANCHORS[33]])
    vertices = find_vertices(neutral, face)
    motion = dict(zip(names, shapes[:, vertices] / size, strict=True))
    units = [sum(_motion_of(name, motion) for name in unit.shapes) for unit in UNITS]
    units[0] = units[0] * SEEN_OF_A_BLINK
    return symmetric(np.stack(units), face.mirror)


def _as_landmarks(vertices: np.ndarray) -> np.ndarray:
    """The head's x left, y up, z forward as x right in the image, y down, z away."""
    return vertices.astype(np.float64) * [1, -1, -1]


def _motion_of(name: str, motion: dict[str, np.ndarray]) -> np.ndarray:
    """Motion (K, 3) of Apple's shape `name`: the head has both sides of browInnerUp apart."""
    for side in ("Left", "Right"):
        if name.endswith(side):
            return motion[f"{name.removesuffix(side)}_{side[0]}"]
    if name in motion:
        return motion[name]
    return motion[f"{name}_L"] + motion[f"{name}_R"]


def find_vertices(head: np.ndarray, face: MeanFace) -> np.ndarray:
    """(K,): the vertex at each landmark, once the head is bent so that the anchors meet.

    head: the ICT head's vertices (FACE, 3), y down and z away, in centimetres.
    """
    left, right = head[ANCHORS[33]], head[ANCHORS[263]]
    neutral = (head - (left + right) / 2) / np.linalg.norm(right - left)
    vertices, anchors = list(ANCHORS.values()), find_points(ANCHORS)
    bend = RBFInterpolator(neutral[vertices], face.points[anchors], kernel="linear")
    bent = bend(neutral) * FLAT
    far = ((face.points[:, None] * FLAT - bent) ** 2).sum(axis=2)
    nearest = far.argmin(axis=1)
    nearest[anchors] = vertices
    return nearest
