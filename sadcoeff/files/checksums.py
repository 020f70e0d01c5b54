"""SHA-256 of files, read in pieces so that a large one does not fill the memory."""

import hashlib
from pathlib import Path

_PIECE = 1 << 20  # bytes read at a time


def sha256_of(path: Path, start: int = 0) -> str:
    """Lower-case hexadecimal SHA-256 of a file from byte `start` on.  Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
