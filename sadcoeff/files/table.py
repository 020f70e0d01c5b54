"""Tables as CSV: one line per frame, time first, below a line with the columns' names."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np

from sadcoeff.files.atomic import write_whole

_DIGITS = "%.9g"  # enough to tell any two float32 numbers apart


def write_table(path: str | Path, names: Iterable[str], rows: np.ndarray, fps: float) -> None:
    """Write the `names` of 1 + C columns, and below them time in seconds and rows (T, C).

    There are `fps` rows a second.  Written whole or not at all, with all the digits that float32
    needs.  Raises CoeffFileError if the file cannot be written.
    """
    table = np.column_stack([np.arange(len(rows)) / fps, rows.astype(np.float32)])
    header = ",".join(names)
    write_whole(
        Path(path),
        partial(np.savetxt, X=table, fmt=_DIGITS, delimiter=",", header=header, comments=""),
    )
