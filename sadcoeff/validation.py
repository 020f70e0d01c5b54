"""Checking plain values from outside, and quoting errors in one line."""

import math
import os
import reprlib
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.errors import SettingError

_LONGEST_REASON = 200  # characters; torch appends paragraphs of advice

FLOAT32, BFLOAT16 = "float32", "bfloat16"  # the precisions that networks run in
SEED_RANGE = (-(2**63), 2**64 - 1)  # what torch's generators take


def is_file(path: str | Path) -> bool:
    """Whether there is a file at `path`; False also for a name that no file can have.

    `Path.is_file` raises OSError for a name that is too long, up to Python 3.13.
    """
    return os.path.isfile(path)


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
