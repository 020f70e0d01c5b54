"""Checking plain values, and quoting an error as part of a sentence."""

import numpy as np
import pytest

from sadcoeff.errors import SettingError
from sadcoeff.motion.edits import Edits
from sadcoeff.validation import one_line, real_number, true_or_false, whole_number


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3)])
def test_whole_numbers_are_taken_whatever_their_type(value):
    assert (whole_number("n", value, 0, 9), real_number("x", value, 0, 9)) == (3, 3.0)


@pytest.mark.parametrize("value", [2.5, "3", True, np.True_, None, np.nan, 10, -1, [3]])
def test_what_is_no_whole_number_in_range_is_refused(value):
    with pytest.raises(SettingError, match="must be a whole number from 0 to 9"):
        whole_number("n", value, 0, 9)


@pytest.mark.parametrize("value", ["2.5", False, np.True_, None, np.nan, np.inf, 9.1, [3, 4]])
def test_what_is_no_number_in_range_is_refused(value):
    with pytest.raises(SettingError, match="must be a number from 0 to 9"):
        real_number("x", value, 0, 9)


def test_only_true_and_false_are_either():
    assert true_or_false("t", True) is true_or_false("t", np.True_) is True
    for value in (1, 0, "yes", None):
        with pytest.raises(SettingError, match="must be true or false"):
            Edits(still=value)


def test_a_long_value_is_quoted_in_short():
    with pytest.raises(SettingError) as refused:
        whole_number("n", "x" * 10_000, 0, 9)
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (ValueError("It broke."), "It broke"),
        (ValueError("several\n  lines,\tand tabs"), "several lines, and tabs"),
        (ValueError(" \n "), "ValueError"),
        (KeyError(), "KeyError"),
        (ValueError("x" * 200), "x" * 200),
        (ValueError("x" * 201), "x" * 200 + "…"),
    ],
)
def test_an_error_becomes_one_short_line_without_a_full_stop(error, wanted):
    assert one_line(error) == wanted
