"""The text that SadTalker's renderer writes beside its `.mat`: the numbers of one frame a line.

It keeps the first seven characters of every number, and so loses the exponent of small ones:
`-5.9604645e-05` becomes `-5.9604`.  In a minute of motion that happens about a hundred times.
Such numbers are below 0.0001 and are found again by their neighbours in time.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import numpy as np

from sadcoeff.files.layouts import WITH_CROP, is_layout
from sadcoeff.motion.columns import COLUMNS

MAX_ROWS = 60_000  # 40 minutes
_MAX_VALUES = MAX_ROWS * WITH_CROP
_LONGEST_LINE = 8192  # characters; 257 numbers with the spaces between them have about 3000
_KEPT = 7  # characters of a number


def read_text(path: Path) -> np.ndarray:
    """The numbers of a text file: (N, C) float32, N >= 0, small ones found again.

    Raises OSError, or ValueError if a line holds anything but numbers, or another count of them
    than the first, or one that is no layout, or if there are more than MAX_ROWS lines.
    """
    numbers: list[np.ndarray] = []
    unsure: list[np.ndarray] = []
    with path.open(encoding="utf-8-sig") as file, np.errstate(over="ignore"):
        for words in _split_lines(file):
            columns = len(words)
            if not is_layout(columns) or (numbers and columns != len(numbers[0])):
                raise ValueError(f"A line holds {columns} numbers.")
            if len(numbers) * columns > _MAX_VALUES:
                raise ValueError("There are too many numbers.")
            numbers.append(_to_numbers(words))
            unsure.append(_find_unsure(words, numbers[-1]))
    return _restore(np.stack(numbers), np.stack(unsure)) if numbers else np.empty((0, COLUMNS))


def _split_lines(file: TextIO) -> Iterator[list[str]]:
    """The words of each line that has some."""
    for number, text in enumerate(iter(lambda: file.readline(_LONGEST_LINE), "")):
        if number == MAX_ROWS:
            raise ValueError("There are too many lines.")
        if words := text.split():
            yield words


def _to_numbers(words: list[str]) -> np.ndarray:
    try:
        return np.array([float(word) for word in words], np.float32)
    except ValueError:  # most likely cut within an exponent
        return np.array([_to_number(word) for word in words], np.float32)


def _to_number(word: str) -> float:
    """A number; 0 for one that was cut within its exponent, as in `8.2816e` or `-8.28e-`."""
    mantissa, exponent, digits = word.partition("e")
    if exponent and digits in ("", "-", "-0") and len(word) == _KEPT:
        return 0.0 * float(mantissa)
    return float(word)


def _find_unsure(words: list[str], numbers: np.ndarray) -> np.ndarray:
    """Which numbers may lack an exponent: 1 to 10 in size, and as many characters as are kept."""
    unsure = (np.abs(numbers) >= 1) & (np.abs(numbers) < 10)
    for i in np.flatnonzero(unsure):
        unsure[i] = len(words[i]) == _KEPT and "e" not in words[i]
    return unsure


def _restore(numbers: np.ndarray, unsure: np.ndarray) -> np.ndarray:
    """Set to 0 what stands out from its column, where `unsure` (N, C) allows it."""
    for column in np.flatnonzero(unsure.any(axis=0) & ~unsure.all(axis=0)):
        _restore_column(numbers[:, column], unsure[:, column])
    return numbers


def _restore_column(values: np.ndarray, unsure: np.ndarray) -> None:
    """The same for one column (N,), in place; some of it is sure.

    Unsure numbers of one sign, one right after the other, are a run.  It is set to 0 if the sure
    numbers before and after it are closer to 0 than to the run's smallest.
    """
    sure, places = np.flatnonzero(~unsure), np.flatnonzero(unsure)
    positive = values[places] > 0
    new = np.append(True, (np.diff(places) > 1) | (positive[1:] != positive[:-1]))
    starts = np.flatnonzero(new)
    size = np.minimum.reduceat(np.abs(values[places]), starts)
    size = np.where(positive[starts], size, -size)
    after = np.searchsorted(sure, places[starts])  # the first sure number after each run
    before, after = after - 1, np.minimum(after, len(sure) - 1)
    before = np.where(before < 0, after, before)
    near = values[sure[np.stack([before, after])]]  # where one is missing, the other twice
    lost = (np.abs(near) < np.abs(near - size)).all(axis=0)
    values[places[lost[np.cumsum(new) - 1]]] = 0
