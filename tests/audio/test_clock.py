"""Timestamps: what is missing is filled, what overlaps is cut, jitter is left alone."""

import pytest

from sadcoeff.audio.decoder.clock import MOST_FILLED, Clock

RATE = 1000
COUNT = 20  # samples of a frame, 20 ms


def place(times, start=None, count=COUNT):
    clock = Clock(RATE, times[0] if start is None else start)
    return [clock.place(time, count) for time in times]


@pytest.mark.parametrize(
    ("times", "wanted"),
    [
        ([0, 20, 40, 60], [(0, 0)] * 4),
        ([500, 520, 540], [(0, 0)] * 3),
        ([0, 23, 38, 61, 79], [(0, 0)] * 5),  # rounded, and jitter
        ([0, 20, 140, 160], [(0, 0), (0, 0), (100, 0), (0, 0)]),  # a gap
        ([0, 30, 60, 90, 120, 150], [(0, 0)] * 5 + [(50, 0)]),  # drift adds up, then is corrected
        ([0, 1, 2, 3, 4], [(0, 0), (0, 0), (0, 0), (0, 20), (0, 20)]),  # time stands still
        (
            [0, 20, -30, -10, 10, 30, 50],
            [(0, 0), (0, 0), (0, 20), (0, 20), (0, 20), (0, 10), (0, 0)],
        ),
        ([0, 20, -5000, -4980], [(0, 0)] * 4),  # another recording begins
        ([0, 20, 10**9, 10**9 + 20], [(0, 0)] * 4),  # so does one here
        ([None, None, None], [(0, 0)] * 3),
        ([0, None, 40], [(0, 0)] * 3),
    ],
)
def test_frames_are_placed_by_their_times(times, wanted):
    assert place(times) == wanted


def test_a_late_start_is_filled_to_the_sample():
    assert place([30, 50], start=0) == [(30, 0), (0, 0)]
    assert place([1, 21], start=0) == [(1, 0), (0, 0)]


def test_silence_has_an_end():
    """A small file may name times that are days apart."""
    times = [k * 600 * RATE for k in range(20)]
    assert sum(silence for silence, _ in place(times)) <= MOST_FILLED * RATE
