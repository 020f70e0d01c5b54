"""What people see of a face's motion: lips apart, jaw down, brows up, ... as numbers.

Each is linear in the expression, measured from where its part of the face rests, in outer
eye-corner distances.  Depth is left out: it is a guess.
"""

from dataclasses import dataclass

import numpy as np

from sadcoeff.face.points import find_points


@dataclass(frozen=True)
class Measure:
    """One of them, and how it is said of more and of less; {} is the number's place.

    part: whose rest it is measured from, 0 mouth and all else, 1 lids, 2 brows.  axis: 0 right,
    1 down.  pairs: points, by MediaPipe's index, whose second moves away from the first; None
    stays where it is.
    """

    more: str
    less: str
    part: int
    axis: int
    pairs: tuple[tuple[int | None, int | None], ...]

    def say(self, value: float) -> str:
        """Value in words: 'lips 0.040 apart'."""
        return (self.more if value > 0 else self.less).format(f"{abs(value):.3f}")

    def name(self, sign: float = 1) -> str:
        """What it is to move that way, without a number: 'lips apart'."""
        words = (self.more if sign > 0 else self.less).split()
        return " ".join(word for word in words if word != "{}")

    def gradient(self, moves: np.ndarray) -> np.ndarray:
        """(N,): what each of N moves of all points, (N, K, 3), adds to it."""
        along = moves[..., self.axis]
        added = np.zeros(len(moves))
        for first, second in self.pairs:
            if first is not None:
                added -= along[:, find_points((first,))[0]]
            if second is not None:
                added += along[:, find_points((second,))[0]]
        return added / len(self.pairs)


LIPS_APART = Measure("lips {} apart", "lips {} closer", 0, 1, ((13, 14),))
MOUTH_WIDER = Measure("mouth {} wider", "mouth {} narrower", 0, 0, ((61, 291),))
LIDS_CLOSING = Measure("lids {} closer", "lids {} wider", 1, 1, ((145, 159), (374, 386)))
BROWS_UP = Measure("brows up {}", "brows down {}", 2, 1, ((105, None), (334, None)))
MEASURES = (
    LIPS_APART,
    Measure("jaw down {}", "jaw up {}", 0, 1, ((None, 152),)),
    Measure("upper lip up {}", "upper lip down {}", 0, 1, ((0, None),)),
    MOUTH_WIDER,
    Measure("corners up {}", "corners down {}", 0, 1, ((61, None), (291, None))),
    LIDS_CLOSING,
    BROWS_UP,
)
"""In the order in which a face is read: the mouth from its lips to its corners, lids, brows."""


def gradients_of(moves: np.ndarray) -> np.ndarray:
    """(N, M): what each of N moves of all points, (N, K, 3), adds to MEASURES."""
    return np.stack([measure.gradient(moves) for measure in MEASURES], axis=1)
