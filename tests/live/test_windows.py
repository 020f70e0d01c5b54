"""Windows that come with the sound are those of the whole recording."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import speech

from sadcoeff.live.windows import EXPRESSION_DELAY, WindowStream
from sadcoeff.mel import log_mel, mel_windows

SOUND = speech(2 * 16_000, seed=4)


def pieces(sound, sizes):
    """Cut by these sizes, over and over."""
    start = 0
    while start < len(sound):
        for size in sizes:
            yield sound[start : start + size]
            start += size


def stream(sound, sizes):
    windows = WindowStream()
    given = [windows.push(piece).numpy() for piece in pieces(sound, sizes)]
    return np.concatenate([*given, windows.finish().numpy()])


@settings(max_examples=30)
@given(
    st.integers(0, len(SOUND)),
    st.lists(st.integers(0, 4000), min_size=1, max_size=6).filter(sum),
)
@example(639, [640])
@example(640, [640])
@example(641, [640])
@example(5 * 640, [640])
@example(5 * 640 + 40, [1999, 2])
@example(1300, [1])
@example(len(SOUND), [len(SOUND)])
def test_any_cutting_gives_the_windows_of_the_whole(length, sizes):
    got, frames = stream(SOUND[:length], sizes), length // 640
    assert got.shape == (frames, 1, 80, 16)
    if frames:
        wanted = mel_windows(log_mel(SOUND[: 640 * frames]), frames)
        np.testing.assert_allclose(got[:, 0], wanted, rtol=0, atol=1e-6)


def test_a_window_comes_three_frames_after_its_own_to_the_sample():
    assert EXPRESSION_DELAY == 3
    windows = WindowStream()
    for frame in range(1, 20):
        windows.push(SOUND[640 * (frame - 1) : 640 * frame - 1])
        assert windows.frames == max(0, frame - 1 - EXPRESSION_DELAY)
        windows.push(SOUND[640 * frame - 1 : 640 * frame])
        assert windows.frames == max(0, frame - EXPRESSION_DELAY)


def test_waiting_for_a_whole_frame_is_what_makes_them_equal():
    """A recording that ends in frame i + 3 is cut before it: the last column would be another."""
    frame = 7  # of those whose window needs the most, up to sample 640 * i + 2120
    end = 640 * frame + 2120
    cut, whole = (mel_windows(log_mel(SOUND[:n]), frame + 1)[frame] for n in (end - 200, end))
    assert end // 640 == frame + EXPRESSION_DELAY
    assert np.abs(cut - whole).max() > 1e-3


@pytest.mark.parametrize("size", [160, 1600, 16_000])
def test_what_it_holds_does_not_grow(size):
    windows, held = WindowStream(), []
    for _ in range(10):
        for piece in pieces(SOUND[:16_000], [size]):
            windows.push(piece)
            held.append(windows.stored)
    seconds = len(held) // 10
    assert max(held[seconds:]) <= max(held[-3 * seconds :])
    assert max(held) < 3 * 640 + 1000 + 80 * 40
