"""Kill processes at random times while they write coefficient files, and look at every file.

    python -m tools.breaking.kills FOLDER TIMES

Prints what was seen as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path

import numpy as np
import scipy.io

from sadcoeff.files.write import FORMATS, find_format, write

LONGEST = 12  # files that a writer finishes before it is killed in the next
_NAMES = 3  # files of each format, written again and again


@dataclass
class Seen:
    """What is left after all kills."""

    kills: int = 0
    looked_at: int = 0  # times that a file was found and read
    cut: int = 0  # writers that were killed within a file
    broken: list[str] = field(default_factory=list)


def kill_writers(folder: Path, times: int) -> Seen:
    """Let writers write into `folder` and die."""
    rng, seen = random.Random(times), Seen()
    for _ in range(times):
        writer, finished = _start_writer(folder)
        _wait_into_a_file(finished, rng)
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        os.close(finished)
        seen.kills += 1
        _look(folder, seen)
    return seen


def _start_writer(folder: Path) -> tuple[int, int]:
    """The id of a child process that writes, and a pipe that gets a byte for every whole file."""
    finished, tell = os.pipe()
    child = os.fork()
    if child == 0:
        _write_on(folder, tell)
    os.close(tell)
    return child, finished


def _wait_into_a_file(finished: int, rng: random.Random) -> None:
    """Wait for some files, and then for a part of what the last one took, however slow."""
    before = after = time.monotonic()
    for _ in range(rng.randint(2, LONGEST)):
        os.read(finished, 1)
        before, after = after, time.monotonic()
    time.sleep(rng.random() * (after - before))


def _write_on(folder: Path, tell: int) -> None:
    for value in count(os.getpid()):
        for kind in FORMATS:
            path = folder / f"{value % _NAMES}{find_format(kind).suffix}"
            write(path, np.full((20 + value % 200, 70), value, np.float32), kind)
            os.write(tell, b".")


def _look(folder: Path, seen: Seen) -> None:
    """Read every file, and remove the part that the dead writer may have left."""
    for path in folder.iterdir():
        if path.suffix == ".part":
            seen.cut += 1
            path.unlink()
        else:
            seen.looked_at += 1
            if not _is_whole(path):
                seen.broken.append(path.name)


def _is_whole(path: Path) -> bool:
    """Whether all rows are there, which the value that fills them tells."""
    try:
        rows = _READERS[path.suffix](path)
    except (OSError, ValueError, TypeError, EOFError):
        return False
    value = rows[0, 0]
    return len(rows) == 20 + int(value) % 200 and bool((rows[:, :64] == value).all())


def _mat(path: Path) -> np.ndarray:
    content = scipy.io.loadmat(path)
    return content["coeff_3dmm"] if "coeff_3dmm" in content else content["coeff"][:, 80:144]


def _npy(path: Path) -> np.ndarray:
    rows = np.load(path)
    return rows if rows.shape[1] == 70 else rows[:, 80:144]


def _csv(path: Path) -> np.ndarray:
    return np.loadtxt(path, delimiter=",", skiprows=1)[:, 1:]


_READERS = {".mat": _mat, ".npy": _npy, ".csv": _csv}

if __name__ == "__main__":
    print(json.dumps(asdict(kill_writers(Path(sys.argv[1]), int(sys.argv[2])))))
