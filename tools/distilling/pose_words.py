"""A word or two on how each pose style moves, from its motion."""

from collections.abc import Iterator, Sequence

import numpy as np

from distilling.pose_scores import StyleRange

_VERBS = ("nods", "turns", "sways")  # by the angle that varies most, against the styles' median
_HELD = np.deg2rad(1.5)  # an angle held further from the source face's is worth a word
_HOLDS = (
    ("chin up", "chin down"),
    ("to the left", "to the right"),
    ("tilted right", "tilted left"),
)


def describe(ranges: Sequence[StyleRange]) -> list[str]:
    """One phrase for every style, such as "nods, calm, chin down"."""
    sizes = np.array([np.linalg.norm(r.deviation[:3]) for r in ranges])
    paces = np.array([r.speed for r in ranges]) / sizes
    usual = np.median([r.deviation[:3] for r in ranges], axis=0)
    return [
        ", ".join(_words(r, usual, _rank(sizes, i), _rank(paces, i))) for i, r in enumerate(ranges)
    ]


def _rank(values: np.ndarray, index: int) -> float:
    """Share of the values that are smaller, 0...1."""
    return float((values < values[index]).mean())


def _words(r: StyleRange, usual: np.ndarray, size: float, pace: float) -> Iterator[str]:
    yield _VERBS[int(np.argmax(r.deviation[:3] / usual))]
    if size < 1 / 3 or size > 2 / 3:
        yield "calm" if size < 1 / 3 else "lively"
    axis = int(np.argmax(np.abs(r.held)))
    if abs(r.held[axis]) > _HELD:  # seen at once, the pace is not
        yield _HOLDS[axis][int(r.held[axis] > 0)]
    elif pace < 1 / 4 or pace > 3 / 4:
        yield "slow" if pace < 1 / 4 else "quick"
