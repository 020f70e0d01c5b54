"""The text that SadTalker's renderer writes beside its `.mat`: the numbers of one frame a line.

It keeps the first seven characters of every number, and so loses the exponent of small ones:
`-5.9604645e-05` becomes `-5.9604`.  In a minute of motion that happens about a hundred times.
Such numbers are below 0.0001 and are found again by their neighbours in time.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import numpy as np

from sadcoeff.motion.columns import COLUMNS

MAX_ROWS = 60_000  # 40 minutes
_LONGEST_LINE = 8192  # characters; 257 numbers with the spaces between them have about 3000
_KEPT = 7  # characters of a number


def read_text(path: Path, is_layout: Callable[[int], bool]) -> np.ndarray:
    """The numbers of a text file: (N, C) float32, N >= 0, small ones found again.

    Raises OSError, or ValueError if a line holds anything but numbers, or another count of them
    than the first, or one that is no layout, or if there are more than MAX_ROWS lines.
    """
    numbers: list[np.ndarray] = []
    unsure: list[np.ndarray] = []
    with path.open(encoding="utf-8-sig") as file, np.errstate(over="ignore"):
        for words in _split_lines(file):
            if not is_layout(len(words)) or (numbers and len(words) != len(numbers[0])):
                raise ValueError(f"A line holds {len(words)} numbers.")
            numbers.append(np.array([_to_number(word) for word in words], np.float32))
            unsure.append(np.array([_may_lack_exponent(word) for word in words]))
    return _restore(np.stack(numbers), np.stack(unsure)) if numbers else np.empty((0, COLUMNS))


def _split_lines(file: TextIO) -> Iterator[list[str]]:
    """The words of each line that has some."""
    for number, text in enumerate(iter(lambda: file.readline(_LONGEST_LINE), "")):
        if number == MAX_ROWS:
            raise ValueError("There are too many lines.")
        if words := text.split():
            yield words


def _to_number(word: str) -> float:
    """A number; 0 for one that was cut within its exponent, as in `8.2816e` or `-8.28e-`."""
    mantissa, exponent, digits = word.partition("e")
    if exponent and digits in ("", "-", "-0") and len(word) == _KEPT:
        return 0.0 * float(mantissa)
    return float(word)


def _may_lack_exponent(word: str) -> bool:
    """Whether a number is one digit, a point and decimals, and has as many characters as kept."""
    return len(word) == _KEPT and word.lstrip("-")[1] == "." and word.lstrip("-")[0] != "0"


def _restore(numbers: np.ndarray, unsure: np.ndarray) -> np.ndarray:
    """Set to 0 what stands out from its column, where `unsure` (N, C) allows it."""
    for column in np.flatnonzero(unsure.any(axis=0)):
        sure = np.flatnonzero(~unsure[:, column])
        values = numbers[:, column]
        for run in _runs(unsure[:, column], values > 0):
            around = [*sure[sure < run[0]][-1:], *sure[sure > run[-1]][:1]]
            size = np.abs(values[run]).min() * np.sign(values[run[0]])
            near = values[around]
            if len(near) and (np.abs(near) < np.abs(near - size)).all():
                values[run] = 0
    return numbers


def _runs(unsure: np.ndarray, positive: np.ndarray) -> list[np.ndarray]:
    """Indices (n,) of each series of unsure numbers of one sign, one right after the other."""
    places = np.flatnonzero(unsure)
    ends = np.flatnonzero((np.diff(places) > 1) | (np.diff(positive[places].astype(int)) != 0)) + 1
    return np.split(places, ends)
