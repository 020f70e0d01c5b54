"""A recording from standard input, as a file: decoders go back and forth in it."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sadcoeff.errors import AudioError

STANDARD_INPUT = Path("/dev/stdin")  # how `-` is called, also where there is no such file


@contextmanager
def save_standard_input() -> Iterator[Path]:
    """All of standard input in a file called `stdin`, which is gone afterwards.

    Raises AudioError if there is none, it is a keyboard, or it cannot be kept.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise _find_nothing()
    with TemporaryDirectory(prefix="sadcoeff-") as folder:
        path = Path(folder) / STANDARD_INPUT.name
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        except OSError as error:
            raise AudioError(
                f"Standard input cannot be kept in '{folder}' ({error.strerror}): make room, or "
                "set TMPDIR to a folder with room."
            ) from error
        if path.stat().st_size == 0:
            raise _find_nothing()
        yield path


def _find_nothing() -> AudioError:
    return AudioError("Standard input holds no recording: pipe one in, or name a file.")
