"""What each of Apple's shapes does to our own head, transferred from the ICT head.

The two heads are bent upon each other by their well-known points; a point of ours then moves as
the ICT vertices around it do.  Between the lips a fourth coordinate keeps upper from lower.
"""

from pathlib import Path

import numpy as np
from calibrating.shapes import ANCHORS
from scipy.spatial import cKDTree
from sculpting import mouth
from sculpting.shapes import ease
from sculpting.surface import beside

from moving.anchors import ICT_CORNER, head_bend

SKIN = 13294  # ICT vertices of face, head, neck and the mouth's inside
TEETH = slice(17039, 21451)
SINGLE = (
    *("jawForward", "jawRight", "jawLeft", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker"),
    *("mouthRight", "mouthLeft", "mouthRollLower", "mouthRollUpper", "mouthShrugLower"),
    "mouthShrugUpper",
)
PAIRED = (
    *("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch", "mouthPress", "mouthLowerDown"),
    *("mouthUpperUp", "browDown", "browInnerUp", "browOuterUp", "cheekPuff", "cheekSquint"),
    *("noseSneer", "eyeSquint", "eyeWide"),
)
_APART = 1.6  # centimetres in the fourth coordinate between the lips
_LIP_REACH = 2.6  # above and below the mouth's line, centimetres
_ROUNDS = 8  # of smoothing over the skin
_NEIGHBOURS, _BLUR = 16, 0.3  # ICT vertices around a point; centimetres


class IctHead:
    """The ICT head's points (V, 3) and its shapes, centimetres, both sides of a pair together."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "arkit" / "ict_arkit.npz") as file:
            self.points = file["neutral"].astype(np.float64)
            moves = dict(zip(file["names"].tolist(), file["shapes"].astype(float), strict=True))
        self.moves = {name: moves[name] for name in SINGLE}
        self.moves |= {name: moves[f"{name}_L"] + moves[f"{name}_R"] for name in PAIRED}
        self.line = float(self.points[[ANCHORS[13], ANCHORS[14]], 1].mean())

    def upper(self) -> np.ndarray:
        """(V,): whether a vertex is above the lips' line, by how far it follows the jaw."""
        drop = -self.moves["jawOpen"][:, 1]
        ends = drop[[ANCHORS[13], ANCHORS[14]]].mean(), drop[[ANCHORS[61], ANCHORS[78]]].mean()
        return drop < np.interp(np.abs(self.points[:, 0]), (0, ICT_CORNER), ends)

    def parted(self, points: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """Points (N, 4) of its own place, with the lips of each side apart."""
        near = ease(np.abs(points[:, 1] - self.line), _LIP_REACH, 0.3)
        near = near * ease(np.abs(points[:, 0]), ICT_CORNER + 0.15, ICT_CORNER - 0.4)
        return np.column_stack([points, _APART * near * np.where(upper, 0.5, -0.5)])


class Transfer:
    """From the ICT head to points (N, 3) of ours, lips together, of the half with x >= 0."""

    def __init__(
        self, ict: IctHead, points: np.ndarray, upper: np.ndarray, quads: np.ndarray
    ) -> None:
        self.ict, self.points = ict, points
        self.beside = beside(quads, len(points))
        bent = head_bend(ict.points, points)(points)
        self.places = ict.parted(bent, upper)
        tree = cKDTree(ict.parted(ict.points[:SKIN], ict.upper()[:SKIN]))
        far, self.near = tree.query(self.places, _NEIGHBOURS)
        share = np.exp(-0.5 * (far**2 - far[:, :1] ** 2) / _BLUR**2)
        self.share = share / share.sum(axis=1, keepdims=True)
        self.reach = _reach(points)
        lips = ease(np.abs(points[:, 1] - mouth.line(points[:, 0])), 1.8, 0.9)
        lips = lips * ease(points[:, 0], mouth.CORNER + 1.2, mouth.CORNER + 0.2)
        self.soft = 0.5 * (1 - lips * ease(points[:, 2], 5.5, 6.5))[:, None]

    def skin(self, name: str) -> np.ndarray:
        """What a shape does to the points, (N, 3)."""
        moved = np.einsum("nk,nka->na", self.share, self.ict.moves[name][self.near])
        moved = self.smooth(moved * self.reach)
        return _keep_middle(self.points, moved) if name not in SIDEWAYS else moved

    def smooth(self, moved: np.ndarray) -> np.ndarray:
        """Displacements (..., N, 3) with those of the skin more like their neighbours'."""
        flat = np.moveaxis(moved, -2, 0).reshape(len(self.points), -1)
        for _ in range(_ROUNDS):
            flat = flat + self.soft * (self.beside @ flat - flat)
        return np.moveaxis(flat.reshape(len(self.points), *moved.shape[:-2], 3), 0, -2)

    def jaw(self, name: str, points: np.ndarray) -> np.ndarray:
        """What a shape does to points (N, 3) of the lower teeth's body: a linear motion."""
        teeth, moved = self.ict.points[TEETH], self.ict.moves[name][TEETH]
        lower = np.abs(self.ict.moves["jawOpen"][TEETH]).sum(axis=1) > 0.5
        known = np.column_stack([teeth[lower], np.ones(lower.sum())])
        motion = np.linalg.lstsq(known, moved[lower], rcond=None)[0]
        there = points - np.array([0, -3.69, -2.05])
        moved = np.column_stack([there, np.ones(len(points))]) @ motion
        return _keep_middle(points, moved) if name not in SIDEWAYS else moved


SIDEWAYS = ("jawRight", "jawLeft", "mouthRight", "mouthLeft")


def _reach(points: np.ndarray) -> np.ndarray:
    """(N, 3), by axis: 1 in the face, 0 on ears and nape, and less at the back of the mouth.

    Without the last a wide-open mouth would come out through cheeks and throat.
    """
    x, y, z = points.T
    behind = np.interp(y, (-7.0, -3.5), (-2.0, 1.2))
    inside = ease(mouth.cavity(points.T), 0.5, 0.2)
    depth = 8.4 - mouth.BEND * x * x - z
    across = 1 - inside * ease(depth, 0.3, 1.2)
    down = 1 - 0.4 * inside * ease(depth, 1.5, 3.2)
    return ease(z - behind, 0, 3.0)[:, None] * np.column_stack([across, down, down])


def _keep_middle(points: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """Points of the middle plane stay in it."""
    return np.where((points[:, :1] == 0) & ([True, False, False]), 0, moved)
