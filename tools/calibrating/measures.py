"""What is compared: distances on a face, as seen in the picture and as predicted."""

import numpy as np

from sadcoeff.face.points import find_points
from sadcoeff.face.units import ARKIT_NAMES

MEASURES = ("outer lips", "inner lips", "width", "jaw", "eyes", "brows", "corners")
NAMED = ("jawOpen and lips", "stretch + smile − pucker − funnel and width", "blinks and eyes")


def seen(landmarks: np.ndarray) -> dict[str, np.ndarray]:
    """MEASURES of the landmarks (T, K, 3) in the picture: distances (T,), and a height."""

    def distance(one: int, other: int) -> np.ndarray:
        ends = landmarks[:, find_points((one, other)), :2]
        return np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)

    eyes = distance(159, 145) + distance(386, 374)
    corners = landmarks[:, find_points((61, 291)), 1].mean(axis=1)
    pairs = ((0, 17), (13, 14), (61, 291), (6, 152))
    lines = [*(distance(a, b) for a, b in pairs), eyes, distance(105, 159), corners]
    return dict(zip(MEASURES, lines, strict=True))


def predicted(displacement: np.ndarray) -> dict[str, np.ndarray]:
    """MEASURES, each less a constant, of displacements (T, K, 3) of a face seen from the front."""

    def apart(one: int, other: int, axis: int = 1) -> np.ndarray:
        ends = displacement[:, find_points((one, other)), axis]
        return ends[:, 1] - ends[:, 0]

    eyes = apart(159, 145) + apart(386, 374)
    corners = displacement[:, find_points((61, 291)), 1].mean(axis=1)
    mouth = [apart(0, 17), apart(13, 14), apart(61, 291, axis=0), apart(6, 152)]
    return dict(zip(MEASURES, [*mouth, eyes, apart(105, 159), corners], strict=True))


def named(weights: np.ndarray) -> list[np.ndarray]:
    """What Apple's names (T, 52) say of lips, width and eyes, one line (T,) for each of NAMED."""
    sides = ("", "Left", "Right")

    def total(shape: str) -> np.ndarray:
        return sum(
            weights[:, ARKIT_NAMES.index(n)] for s in sides if (n := shape + s) in ARKIT_NAMES
        )

    wide = (total("mouthStretch") + total("mouthSmile")) / 2
    return [
        total("jawOpen"),
        wide - total("mouthPucker") - total("mouthFunnel"),
        -total("eyeBlink"),
    ]


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Pearson's, 0 where either does not move."""
    one, other = one - one.mean(), other - other.mean()
    size = np.sqrt((one @ one) * (other @ other))
    return float(one @ other / size) if size > 0 else 0.0
