"""Where the well-known points of a face lie on our own head, and the bend between two heads."""

import numpy as np
from calibrating.shapes import ANCHORS
from scipy.interpolate import RBFInterpolator
from sculpting import eyes, mouth

ICT_CORNER = 2.535  # half the ICT mouth's width, centimetres
ICT_EYE = (1.84, 4.46)  # x of its eye's corners
ICT_BROW = (1.17, 5.82)  # x of its brow's ends
SHIFT = np.array([0, -3.68, -2.03])  # from the ICT head to ours, roughly
UPPER_LIDS, LOWER_LIDS, CORNERS = (385, 387), (380, 373), (362, 263)
BROW = (336, 296, 334, 293, 300)
LIPS_ABOVE, LIPS_BELOW, LIPS_BETWEEN = (0, 267, 269), (17, 314, 405), (13, 14, 312, 317, 291, 308)
NOSE = {
    168: (0, 0.35),
    197: (0, -1.1),
    5: (0, -2.45),
    4: (0, -3.75),
    2: (0, -4.9),
    326: (0.7, -4.85),
}
JAW = (152, 377, 379)
_IN_FRONT = 0.15  # how much a point further in front is preferred to a nearer one


def head_bend(ict: np.ndarray, points: np.ndarray) -> RBFInterpolator:
    """The map that takes places of our head (N, 3) to the same places of the ICT head.

    ict: its vertices.  points: ours, lips together, of the half with x >= 0.
    """
    here = find_anchors(ict, points)
    there = ict[[ANCHORS[index] for index in here]]
    ours = np.stack(list(here.values()))
    off_middle = ours[:, 0] > 0
    mirror = np.array([-1, 1, 1])
    ours = np.concatenate([ours, ours[off_middle] * mirror])
    there = np.concatenate([there, there[off_middle] * mirror])
    ours, first = np.unique(ours.round(6), axis=0, return_index=True)
    return RBFInterpolator(ours, there[first], kernel="linear")


def find_anchors(ict: np.ndarray, points: np.ndarray) -> dict[int, np.ndarray]:
    """Our places of the anchors in the half with x >= 0, by MediaPipe's index."""
    flat = {**NOSE, **_brow_places(ict), **_lip_places(ict)}
    found = {index: points[_in_front(points, place)] for index, place in flat.items()}
    for index in JAW:
        guess = ict[ANCHORS[index]] + SHIFT
        found[index] = points[((points - guess) ** 2).sum(axis=1).argmin()]
    for index in (0, 13, 14, 17, 152, *NOSE):
        found[index] = found[index] * ([1, 1, 1] if index == 326 else [0, 1, 1])
    return found | _lid_places(ict)


def _in_front(points: np.ndarray, place: tuple[float, float]) -> int:
    across = ((points[:, :2] - place) ** 2).sum(axis=1)
    return int((across - _IN_FRONT * 0.1 * points[:, 2] + 100 * (across > 0.09)).argmin())


def _brow_places(ict: np.ndarray) -> dict[int, tuple[float, float]]:
    low, high = ICT_BROW
    along = [(float(ict[ANCHORS[i], 0]) - low) / (high - low) for i in BROW]
    return {i: eyes.brow_place(a) for i, a in zip(BROW, along, strict=True)}


def _lip_places(ict: np.ndarray) -> dict[int, tuple[float, float]]:
    places = {}
    for side, indices in ((1, LIPS_ABOVE), (-1, LIPS_BELOW), (0, LIPS_BETWEEN)):
        for index in indices:
            x = float(ict[ANCHORS[index], 0]) * mouth.CORNER / ICT_CORNER
            places[index] = (x, mouth.lip_edge(x, side))
    return places


def _lid_places(ict: np.ndarray) -> dict[int, np.ndarray]:
    inner, outer = ICT_EYE
    places = {}
    for side, indices in ((1, UPPER_LIDS), (-1, LOWER_LIDS), (0, CORNERS)):
        for index in indices:
            share = (float(ict[ANCHORS[index], 0]) - inner) / (outer - inner)
            places[index] = eyes.lid_place(share, side)
    return places
