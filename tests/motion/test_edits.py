"""Every edit against its definition."""

from dataclasses import replace

import numpy as np
import pytest
from made_up import made_up_take, rows
from scipy.signal import savgol_filter

from sadcoeff.errors import SettingError
from sadcoeff.motion.blinks import spread_blinks
from sadcoeff.motion.edits import Edits, blink_strengths, render, smoothing_window

TAKE = made_up_take()
PLAIN = render(TAKE)


def count(ratio: np.ndarray) -> int:
    """Blinks: frames of open eyes followed by one that is not."""
    return int(np.count_nonzero(np.diff((ratio > 0).astype(int), prepend=0) == 1))


def test_expression_strength_multiplies_the_expression_alone():
    got = render(TAKE, Edits(expression_strength=1.5))
    np.testing.assert_allclose(got[:, :64], 1.5 * PLAIN[:, :64], atol=1e-6)
    np.testing.assert_array_equal(got[:, 64:], PLAIN[:, 64:])


def test_head_strength_scales_the_motion_about_the_start():
    got = render(TAKE, Edits(head_strength=2))[:, 64:]
    np.testing.assert_allclose(
        got - TAKE.start_pose, 2 * (PLAIN[:, 64:] - TAKE.start_pose), atol=1e-6
    )
    held = render(TAKE, Edits(head_strength=0))[:, 64:]
    np.testing.assert_allclose(held, np.tile(TAKE.start_pose, (100, 1)), atol=1e-6)


def test_still_holds_the_head_whatever_else_is_set():
    motion = rows(100, 6)
    got = render(TAKE, Edits(still=True, head_strength=3, smoothing=2), motion)
    np.testing.assert_array_equal(got[:, 64:], np.tile(TAKE.start_pose, (100, 1)))
    np.testing.assert_array_equal(got[:, :64], PLAIN[:, :64])


def test_a_reference_motion_is_added_after_strength_and_smoothing():
    motion = rows(100, 6, seed=9)
    edits = Edits(head_strength=0.5, smoothing=2)
    np.testing.assert_allclose(
        render(TAKE, edits, motion)[:, 64:], render(TAKE, edits)[:, 64:] + motion, atol=1e-6
    )


def test_blinks_off_leaves_the_networks_open_eyes():
    np.testing.assert_array_equal(render(TAKE, Edits(blinks=False))[:, :64], TAKE.expression)


@pytest.mark.parametrize(
    ("strength", "window"), [(0.5, 7), (1, 13), (1.5, 19), (2, 25), (3, 37), (1.1, 15)]
)
def test_smoothing_strength_is_a_savgol_window(strength, window):
    got = render(TAKE, Edits(smoothing=strength))[:, 64:]
    wanted = savgol_filter(TAKE.pose.astype(np.float64), window, 2, axis=0)
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-6)


@pytest.mark.parametrize("strength", [0, 0.1, 0.2])
def test_hardly_any_smoothing_is_none(strength):
    assert smoothing_window(strength) <= 3
    got = render(TAKE, Edits(smoothing=strength))[:, 64:]
    np.testing.assert_allclose(got, TAKE.pose, atol=1e-6)


def test_more_smoothing_is_smoother():
    speeds = [
        np.abs(np.diff(render(TAKE, Edits(smoothing=s))[:, 64:], axis=0)).mean()
        for s in (0, 0.5, 1, 2, 3)
    ]
    assert speeds == sorted(speeds, reverse=True)


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 12, 36])
def test_short_takes_take_every_smoothing(frames):
    for strength in (0, 1, 3):
        assert np.isfinite(render(made_up_take(frames), Edits(smoothing=strength))).all()


@pytest.mark.parametrize("rate", [1, 7.5, 20, 33, 60])
def test_the_blink_rate_is_met_to_one_blink(rate):
    minute = 60 * 25
    for seed in range(5):
        ratio = spread_blinks(2 * minute, rate, seed)
        assert abs(count(ratio) - 2 * rate) <= 0.5
        assert ratio[0] == ratio[-1] == 0
        starts = np.flatnonzero((ratio > 0) & (np.roll(ratio, 1) == 0))
        for start in starts:
            np.testing.assert_allclose(ratio[start : start + 5], (0.5, 0.9, 1, 0.9, 0.5))
        assert np.diff(starts).min(initial=99) >= 10


def test_a_drawn_rate_is_repeatable_and_varies_with_the_seed():
    edits = Edits(blinks_per_minute=30)
    np.testing.assert_array_equal(blink_strengths(TAKE, edits), blink_strengths(TAKE, edits))
    long = made_up_take(1000)
    other = replace(long, seed=5)
    assert (blink_strengths(long, edits) != blink_strengths(other, edits)).any()
    assert count(blink_strengths(replace(long, seed=None), edits)) == 20


def test_drawn_blinks_go_through_the_networks_own_response():
    edits = Edits(blinks_per_minute=45)
    ratio = blink_strengths(TAKE, edits)
    wanted = TAKE.expression + np.outer(ratio, TAKE.blink)
    np.testing.assert_allclose(render(TAKE, edits)[:, :64], wanted, atol=1e-6)
    assert count(ratio) == 3


@pytest.mark.parametrize("frames", range(1, 31))
def test_short_takes_take_every_rate(frames):
    assert count(spread_blinks(frames, 60, 0)) <= (frames - 1) // 10


def test_a_rate_of_zero_draws_none():
    assert not blink_strengths(TAKE, Edits(blinks_per_minute=0)).any()


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"expression_strength": 3.1}, "The expression strength is 3.1: .* from 0 to 3"),
        ({"head_strength": -1}, "The head-motion strength is -1: .* from 0 to 3"),
        ({"smoothing": float("nan")}, "The smoothing strength is nan: .* from 0 to 3"),
        ({"smoothing": None}, "The smoothing strength is None"),
        ({"blinks_per_minute": "often"}, "The blink rate is 'often': .* from 0 to 60"),
    ],
)
def test_a_setting_out_of_range_is_refused(setting, sentence):
    with pytest.raises(SettingError, match=sentence):
        Edits(**setting)
