"""Quoting an error as part of a sentence."""

import pytest

from sadcoeff.validation import one_line


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
