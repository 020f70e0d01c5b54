"""The recordings of a bulk run: those below a folder, or those of a list."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sadcoeff.bulk.folders import Files, count_endings, find_below
from sadcoeff.errors import BulkError
from sadcoeff.validation import find_address, is_file

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


class Found(NamedTuple):
    """The recordings of a bulk run.

    base: the folder that names are relative to.
    items: the recordings, in the order of their names.
    others: names of files in the folder that are not taken for recordings, in order.
    """

    base: Path
    items: list[Item]
    others: list[str]


def find_items(given: str | Path) -> Found:
    """The recordings that a folder or a list means.

    `given` is a folder, all of whose sound files are taken (`find_below`), or a text file with one
    path per line, relative to its own folder or absolute.  Blank lines and those that start with
    `#` are passed over; a path listed twice counts once.

    Raises BulkError if the folder or list cannot be read, or holds nothing.
    """
    if address := find_address(given):
        raise BulkError(f"'{address}' is a web address: download the recordings first.")
    given = Path(os.path.abspath(given))
    try:
        is_list = is_file(given)
        base = given.parent if is_list else given
        files = Files(_read_list(given)) if is_list else find_below(given)
    except OSError as error:
        raise BulkError(
            f"'{error.filename or given}' cannot be read ({error.strerror}): give a folder or a "
            "list that you may read."
        ) from error
    if not files.recordings:
        raise _find_nothing(given, files.others)
    items = {name: Item(name, path) for name, path in _name_items(base, files.recordings)}
    others = sorted(name for name, _ in _name_items(base, files.others))
    return Found(base, [items[name] for name in sorted(items)], others)


def _find_nothing(given: Path, others: list[str]) -> BulkError:
    among = f" among its {len(others)} files ({count_endings(others)})" if others else ""
    return BulkError(
        f"'{given}' holds no recordings{among}: give a folder of sound files, or a text file with "
        "one path per line."
    )


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


def _name_items(base: Path, paths: list[str]) -> list[tuple[str, str]]:
    return [_name_item(base, path) for path in paths]


def _name_item(base: Path, listed: str) -> tuple[str, str]:
    """A recording's name and absolute path.  Below `base` the name does not depend on it."""
    if find_address(listed):  # the recording fails, and its message needs the address
        return listed, listed
    path = os.path.normpath(base / listed)
    inside = Path(path).is_relative_to(base) or not os.path.isabs(listed)
    return Path(os.path.relpath(path, base) if inside else path).as_posix(), path
