"""The folder that a batch writes: outputs, `manifest.jsonl` and the settings beside it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sadcoeff.bulk.manifest import MANIFEST
from sadcoeff.errors import BulkError
from sadcoeff.files.atomic import lock_target, write_whole

SETTINGS = "manifest.settings.json"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder if need be, and keep other batches out of it.

    Raises BulkError if another batch is writing there, or it cannot be written to.
    """
    busy = BulkError(f"'{folder}' is being written by another batch: wait until that is done.")
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
    """Raise BulkError if the settings file says that what is there was made otherwise."""
    path = folder / SETTINGS
    try:
        before = json.loads(path.read_bytes())
        other = [k for k in record if before.get(k) != record[k]]
    except (OSError, ValueError, AttributeError) as error:
        raise BulkError(
            f"'{path}' cannot be read, so it is not known how what lies beside it was made: choose "
            "another folder."
        ) from error
    if other:
        raise BulkError(
            f"'{folder}' holds files of a batch that had another {' and another '.join(other)}: "
            f"choose another folder, or the settings that are in its {SETTINGS}."
        )


def write_settings(folder: Path, record: dict[str, Any]) -> None:
    """Write the settings file.  Raises CoeffFileError if it cannot be written."""
    text = json.dumps(record, indent=2).encode() + b"\n"
    write_whole(folder / SETTINGS, lambda file: file.write(text))
