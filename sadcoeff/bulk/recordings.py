"""The recordings of a bulk run: those below a folder, or those of a list."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sadcoeff.audio import RECORDING_ENDINGS
from sadcoeff.errors import BulkError
from sadcoeff.validation import is_file

_COMMENT = "#"


@dataclass(frozen=True)
class Item:
    """One recording.

    name: its path below the folder, or as it was listed, with `/` between the parts.  Its noise
    and its output's name come from this alone.
    path: where it lies, absolute.
    """

    name: str
    path: str


def find_items(given: str | Path) -> tuple[Path, list[Item]]:
    """The folder that names are relative to, and its recordings in the order of their names.

    `given` is a folder, all of whose sound files are taken, or a text file with one path per line,
    relative to its own folder or absolute.  Hidden files are passed over, and so are blank lines
    and those that start with `#`; a path listed twice counts once.

    Raises BulkError if the folder or list cannot be read, or holds nothing.
    """
    given = Path(os.path.abspath(given))
    try:
        if is_file(given):
            base, paths = given.parent, _read_list(given)
        else:
            base, paths = given, list(_find_below(given))
    except OSError as error:
        raise BulkError(
            f"'{error.filename or given}' cannot be read ({error.strerror}): give a folder or a "
            "list that you may read."
        ) from error
    items = {name: Item(name, path) for name, path in (_name_item(base, p) for p in paths)}
    if not items:
        raise BulkError(
            f"'{given}' holds no recordings: give a folder of sound files, or a text file with one "
            "path per line."
        )
    return base, [items[name] for name in sorted(items)]


def _find_below(folder: Path) -> Iterable[str]:
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for file in files:
            ending = os.path.splitext(file)[1].lower().removeprefix(".")
            if not file.startswith(".") and ending in RECORDING_ENDINGS:
                yield os.path.join(parent, file)


def _refuse(error: OSError) -> None:
    """A folder that cannot be read must not pass for an empty one."""
    raise error


def _read_list(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad_list(path) from error
    if "\0" in text:
        raise _bad_list(path)
    lines = [line.strip() for line in text.split("\n")]
    return [line for line in lines if line and not line.startswith(_COMMENT)]


def _bad_list(path: Path) -> BulkError:
    return BulkError(
        f"'{path}' is not a UTF-8 text file: give a folder, or a text file with one path per line."
    )


def _name_item(base: Path, listed: str) -> tuple[str, str]:
    """A recording's name and absolute path.  Below `base` the name does not depend on it."""
    path = os.path.normpath(base / listed)
    inside = Path(path).is_relative_to(base) or not os.path.isabs(listed)
    return Path(os.path.relpath(path, base) if inside else path).as_posix(), path
