"""Checking plain values and paths from outside, and quoting errors in one line."""

import math
import os
import re
import reprlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sadcoeff.errors import SadCoeffError, SettingError

_LONGEST_REASON = 200  # characters; torch appends paragraphs of advice

FLOAT32, BFLOAT16 = "float32", "bfloat16"  # the precisions that networks run in
SEED_RANGE = (-(2**63), 2**64 - 1)  # what torch's generators take
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/+", re.IGNORECASE)  # not the drive in C:/


def is_file(path: str | Path) -> bool:
    """Whether there is a file at `path`; False also for a name that no file can have.

    `Path.is_file` raises OSError for a name that is too long, up to Python 3.13.
    """
    return os.path.isfile(path)


def open_file(path: Path, what: str, error: type[SadCoeffError]) -> BinaryIO:
    """Open a file that someone has named, to be read; `what` it should be is for the message.

    Raises `error` if there is no file, it may not be read, or the path is a folder's, a pipe's or
    a web address.
    """
    if not is_file(path):
        raise error(_describe_absence(path, what))
    try:
        return path.open("rb")
    except OSError as reason:
        raise error(
            f"'{path.name}' cannot be opened ({reason.strerror}): check its permissions."
        ) from reason


def find_address(path: str | Path) -> str | None:
    """The web address that a path is in truth, None if it is none."""
    text = str(path)
    start = _ADDRESS.match(text)  # of whose slashes Path keeps one
    return f"{start[1]}://{text[start.end() :]}" if start else None


def _describe_absence(path: Path, what: str) -> str:
    """Why there is no file at `path`, and what to do."""
    if address := find_address(path):
        return f"'{address}' is a web address: download the {what} first."
    if os.path.isdir(path):
        return f"'{path}' is a folder: give the path of a {what}."
    if os.path.exists(path):
        return f"'{path}' is a pipe or a device: save the {what} as a file first."
    try:
        os.stat(path)
    except PermissionError as error:
        return f"'{path}' cannot be opened ({error.strerror}): check its folder's permissions."
    except (OSError, ValueError):  # ValueError for a name that no file can have
        pass
    return f"No {what} '{path}': check the path."


def whole_number(name: str, value: Any, low: float, high: float) -> int:
    """`value` as an int.  Raises SettingError unless it is a whole number in low...high."""
    number: int | None
    try:
        number = None if _is_truth(value) else int(value)
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or number != value or not low <= number <= high:
        raise SettingError(
            f"The {name} is {reprlib.repr(value)}: it must be a whole number from {low} to {high}."
        )
    return number


def seed_number(value: Any) -> int | None:
    """A seed as an int, or None.  Raises SettingError for anything else."""
    return None if value is None else whole_number("seed", value, *SEED_RANGE)


def real_number(name: str, value: Any, low: float, high: float) -> float:
    """`value` as a float.  Raises SettingError unless it is a number in low...high."""
    try:
        number = math.nan if _is_truth(value) or isinstance(value, str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not low <= number <= high:
        raise SettingError(
            f"The {name} is {reprlib.repr(value)}: it must be a number from {low:g} to {high:g}."
        )
    return number


def true_or_false(name: str, value: Any) -> bool:
    """`value` as a bool.  Raises SettingError for anything else, numbers too."""
    if not _is_truth(value):
        raise SettingError(f"The {name} is {reprlib.repr(value)}: it must be true or false.")
    return bool(value)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool | np.bool_)


def one_line(error: BaseException) -> str:
    """An exception as part of a sentence: its text on one line, or its class if it has none."""
    text = (" ".join(str(error).split()) or type(error).__name__).rstrip(".")
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"
