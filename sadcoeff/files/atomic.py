"""Files that are there whole or not at all, and a lock for those that several runs write."""

import os
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from sadcoeff.errors import CoeffFileError, SadCoeffError

_LOCK_SECONDS = 0.5  # how long to wait for another run that writes the same file
_PART = re.compile(r"\.[0-9a-f]{32}\.part")  # what a killed run leaves of a file


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file, making the folder if need be: whole at `path`, or not at all.

    Raises CoeffFileError if it cannot be written.
    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")  # as in _PART
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave the name without the content
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error  # NumPy's has none where the disk is full
        raise CoeffFileError(
            f"'{path}' cannot be written ({reason}): choose a folder with room that you may "
            "write to."
        ) from error


def remove_parts(folder: Path) -> None:
    """Remove what killed runs of `write_whole` left in a folder, which need not be there.

    Nothing else may be writing into it.  Raises OSError.
    """
    for path in folder.glob(".*.part"):
        if _PART.fullmatch(path.name):
            path.unlink(missing_ok=True)


@contextmanager
def lock_target(target: Path, busy: SadCoeffError) -> Iterator[None]:
    """Keep other processes and threads from writing `target`, making its folder if need be.

    A run that is killed lets go of it.  Raises `busy` while another run holds it, and OSError.
    """
    from huggingface_hub.utils import WeakFileLock  # slow to import

    with ExitStack() as stack:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = target.with_name(f".{target.name}.lock")
        try:
            stack.enter_context(WeakFileLock(lock, timeout=_LOCK_SECONDS))
        except TimeoutError as error:
            raise busy from error
        yield
