"""Files written whole or not at all, and a lock for those that several runs write."""

import os
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sadcoeff.errors import CoeffFileError, SadCoeffError

_LOCK_SECONDS = 0.5  # wait for another run that writes the same file
_PART = re.compile(r"\.[0-9a-f]{32}\.part")  # left behind by a killed run


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file that then appears at `path` whole, or not at all.

    A missing folder is made.
    Raises CoeffFileError if it cannot be written.
    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")  # as in _PART
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())  # else a power cut could leave the name without content
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error  # NumPy sets none when the disk is full
        raise CoeffFileError(
            f"'{path}' cannot be written ({reason}): choose a folder with room that you may "
            "write to."
        ) from error


def remove_parts(folder: Path) -> None:
    """Remove what killed runs of `write_whole` left in a folder, if the folder exists.

    Nothing else may be writing there.  Raises OSError.
    """
    for path in folder.glob(".*.part"):
        if _PART.fullmatch(path.name):
            path.unlink(missing_ok=True)


@contextmanager
def lock_target(target: Path, busy: SadCoeffError) -> Iterator[None]:
    """Keep other processes and threads from writing `target`; a missing folder is made.

    The lock of a killed run is released.  Raises `busy` while another run holds the lock, and
    OSError.
    """
    from filelock import FileLock, Timeout  # most runs need no lock

    target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=_LOCK_SECONDS)
    try:
        held = lock.acquire()
    except Timeout as error:
        raise busy from error
    with held:
        yield
