"""The status line after a run, at every speed."""

import pytest

from sadcoeff.ui.status import Outcome, in_seconds


def line(frames, seconds):
    return Outcome(frames, 3, 7, "cpu", "demo", seconds).status()["message"]


def test_it_names_what_a_run_is_known_by():
    assert line(250, 2.5) == (
        "10.0 s · 250 frames · style 3 · seed 7 · cpu · demo weights · computed in 2.5 s, "
        "real-time factor 0.25 (4 times faster than the sound)"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "10000 times faster than the sound"),
        (0.01, "1000 times faster than the sound"),
        (0.8, "12 times faster than the sound"),
        (7, "1.4 times faster than the sound"),
        (9, "about as long as the sound"),
        (12, "about as long as the sound"),
        (13, "1.3 times as long as the sound"),
        (250, "25 times as long as the sound"),
    ],
)
def test_speed_is_said_in_words_that_are_true(seconds, words):
    assert f"({words})" in line(250, seconds)


def test_one_frame_is_neither_frames_nor_no_time():
    assert line(1, 0.2).startswith("0.04 s · 1 frame · style 3")
    assert "computed in 0.2 s, real-time factor 5 (5 times as long as the sound)" in line(1, 0.2)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0.001 s"), (0.04, "0.04 s"), (0.994, "0.99 s"), (1, "1.0 s"), (61.26, "61.3 s")],
)
def test_a_time_is_never_nought(seconds, words):
    assert in_seconds(seconds) == words
