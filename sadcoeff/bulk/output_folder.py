"""The folder that a bulk run writes: outputs, `manifest.jsonl`, and its options beside it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sadcoeff.bulk.manifest import MANIFEST
from sadcoeff.errors import BulkError
from sadcoeff.files.atomic import lock_target, write_whole

OPTIONS = "manifest.settings.json"  # the name that folders of earlier versions have


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Make the folder if need be, and keep other bulk runs out of it.

    Raises BulkError if another run is writing there, or it cannot be written to.
    """
    busy = BulkError(f"'{folder}' is being written by another run: wait until that is done.")
    opened = False
    try:
        with lock_target(folder / MANIFEST, busy):
            opened = True
            yield
    except OSError as error:
        if opened:
            raise
        raise BulkError(
            f"'{folder}' cannot be written to ({error.strerror}): choose another folder."
        ) from error


def require_same(folder: Path, record: dict[str, Any]) -> None:
    """Raise BulkError if the files that are there were made with other options."""
    path = folder / OPTIONS
    try:
        before = json.loads(path.read_bytes())
        other = [k for k in record if before.get(k) != record[k]]
    except (OSError, ValueError, AttributeError) as error:
        raise BulkError(
            f"'{path}' cannot be read, so the options of the files beside it are unknown: choose "
            "another folder."
        ) from error
    if other:
        names = " and another ".join(key.replace("_", " ") for key in other)
        raise BulkError(
            f"'{folder}' holds files of a run with another {names}: choose "
            f"another folder, or the options in its {OPTIONS}."
        )


def write_options(folder: Path, record: dict[str, Any]) -> None:
    """Write the options down.  Raises CoeffFileError if it cannot be written."""
    text = json.dumps(record, indent=2).encode() + b"\n"
    write_whole(folder / OPTIONS, lambda file: file.write(text))
