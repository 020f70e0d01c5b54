"""`manifest.jsonl`: one line per recording, written once its output is in place.

A line holds `input` and `output` (paths relative to the two folders), `seed`, `frames`,
`seconds` (the time it took), `notes` (what is wrong with a recording that can be used),
`raised_db` (by how many dB its level was raised) and `error`, which is null for a finished one.
"""

import errno
import json
import os
from pathlib import Path
from typing import Any

from sadcoeff.errors import BulkError
from sadcoeff.files.atomic import write_whole

MANIFEST = "manifest.jsonl"
_KEYS = {"input", "output", "seed", "frames", "seconds", "error"}
_START = b'{"input": "'


def read_finished(folder: Path) -> dict[str, dict[str, Any]]:
    """The lines of finished recordings whose output is there, by `input`.

    All others are removed from the manifest: errors, which are tried again, and a last line cut
    short by a kill.  Raises BulkError if it cannot be read or is not ours, CoeffFileError if it
    cannot be written.
    """
    path = folder / MANIFEST
    try:
        text = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise _unusable(path, str(error.strerror)) from error
    lines = _parse(path, text)
    kept = {n: e for n, e in lines.items() if _is_finished(folder, e)}
    content = b"".join(map(_encode, kept.values()))
    if content != text:
        write_whole(path, lambda file: file.write(content))
    return kept


def append(folder: Path, entry: dict[str, Any]) -> None:
    """Add a line, whole or not at all.  Raises BulkError if it cannot be written."""
    path, line = folder / MANIFEST, _encode(entry)
    try:
        with path.open("ab", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            try:
                if file.write(line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            except OSError:
                file.truncate(end)
                raise
    except OSError as error:
        raise BulkError(
            f"'{path}' cannot be written ({error.strerror}): make room or allow writing there, "
            "and start again to resume."
        ) from error


def _encode(entry: dict[str, Any]) -> bytes:
    """One line of ASCII, which any reader takes and which holds any file name."""
    return json.dumps(entry).encode() + b"\n"


def _parse(path: Path, text: bytes) -> dict[str, dict[str, Any]]:
    """The last line of each input, by `input`."""
    *lines, rest = text.split(b"\n")
    if not _is_torn(rest):
        lines.append(rest)
    found = {}
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or not entry.keys() >= _KEYS:
            raise _unusable(path, f"line {number} is not an entry of a manifest")
        found[entry["input"]] = entry
    return found


def _is_torn(line: bytes) -> bool:
    """Whether a line without an end is the start of one of ours, or empty."""
    start = _START[: len(line)]
    return line.startswith(start) and not line.endswith(b"}")


def _is_finished(folder: Path, entry: dict[str, Any]) -> bool:
    return entry["error"] is None and os.path.isfile(folder / str(entry["output"]))


def _unusable(path: Path, reason: str) -> BulkError:
    return BulkError(f"'{path}' cannot be used ({reason}): choose another folder to write to.")
