"""Write where there is no room and where it is forbidden.

    python -m tools.breaking.places FOLDER

Prints what was said as JSON.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.io import savemat  # noqa: F401  the nobody below may not be allowed to import it

from sadcoeff.errors import CoeffFileError
from sadcoeff.exports import ANIMATIONS, KINDS
from sadcoeff.files.write import write
from sadcoeff.motion.columns import FPS

_ROOM = 8192  # bytes, less than any of the files
_NOBODY = 65534
_ROWS = np.zeros((500, 70), np.float32)


def said(path: Path, kind: str) -> str:
    """The sentence with which writing fails, "" where it works."""
    try:
        if kind in ANIMATIONS:
            ANIMATIONS[kind].write(path, _ROWS, FPS, "speech")
        else:
            write(path, _ROWS, kind)
    except CoeffFileError as error:
        return str(error)
    return ""


def without_room(folder: Path) -> dict[str, str]:
    """What is said of each format where no file may be larger than `_ROOM`."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, most))
    found = {kind: said(folder / f"file.{kind}", kind) for kind in KINDS}
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return found


def fill(folder: Path) -> tuple[int, int, int]:
    """Write into a small file system, 50 files at most 200 times: written, refused, not whole."""
    written = refused = 0
    for number in range(200):
        kind = KINDS[number % len(KINDS)]
        if said(folder / f"{kind} {number % 50}", kind):
            refused += 1
        else:
            written += 1
    sizes = {kind: {p.stat().st_size for p in folder.glob(f"{kind} *")} for kind in KINDS}
    parts = len(list(folder.glob(".*.part")))
    return written, refused, parts + sum(len(found) > 1 for found in sizes.values())


def without_right(folder: Path) -> str:
    """What is said by a process without the rights of root, in a folder that is read-only."""
    folder.mkdir()
    folder.chmod(0o555)
    return _in_child(lambda: said(folder / "file.mat", "mat"))


def _in_child(work: Callable[[], str]) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        if os.getuid() == 0:
            os.setuid(_NOBODY)
        os.write(writing, work().encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    print(json.dumps({"room": without_room(place), "right": without_right(place / "fixed")}))
