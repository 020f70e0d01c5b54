"""A live session gives the numbers of the whole recording."""

import random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import face, speech, write_coeffs
from sessions import FRAMES, OPEN, SEED, SOUND, STYLE, run, take_whole

from sadcoeff import LiveCoeffs
from sadcoeff.audio import to_16_khz
from sadcoeff.live import EXPRESSION_DELAY, HEAD_DELAY
from sadcoeff.motion.blinks import blink_ratio, blink_stream
from sadcoeff.motion.edits import render
from sadcoeff.source import read_source


@settings(max_examples=2)
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=5).filter(lambda s: sum(s) > 1000))
def test_any_cutting_gives_the_whole_recording(model, whole, sizes):
    live = LiveCoeffs(model, STYLE, seed=SEED, use_blink=False, keep=True)
    cuts = np.cumsum(sizes * (len(SOUND) // sum(sizes)))
    got = np.concatenate([*map(live.feed, np.split(SOUND, cuts)), live.finish()])
    wanted = render(whole, OPEN)
    assert (got.shape, got.dtype) == (wanted.shape, np.float32)
    np.testing.assert_allclose(got[:, :64], wanted[:, :64], rtol=0, atol=1e-4)
    head = wanted[: FRAMES - HEAD_DELAY, 64:]
    np.testing.assert_allclose(got[HEAD_DELAY:, 64:], head, rtol=0, atol=1e-4)
    assert not got[:32, 64:].any()
    np.testing.assert_allclose(live.take().pose, whole.pose, rtol=0, atol=1e-5)


@pytest.mark.parametrize("rate", [8000, 44_100, 48_000])
def test_every_rate_gives_what_its_file_gives(model, rate):
    sound = speech(rate // 2, rate, seed=3)
    live = LiveCoeffs(model, STYLE, seed=SEED, sample_rate=rate, use_blink=False)
    wanted = render(take_whole(model, to_16_khz([sound], rate)), OPEN)
    got = run(live, sound, size=rate // 9)
    np.testing.assert_allclose(got[:, :64], wanted[:, :64], rtol=0, atol=1e-4)


def test_single_samples_will_do(model, whole):
    live = LiveCoeffs(model, sample_rate=16_000, use_blink=False)
    frames = [f for sample in SOUND[: 7 * 640, None] if len(f := live.feed(sample))]
    assert [len(f) for f in frames] == [1] * (7 - EXPRESSION_DELAY)
    got = np.concatenate(frames)[:, :64]
    np.testing.assert_allclose(got, whole.expression[: len(got)], rtol=0, atol=1e-4)


def test_a_take_is_that_of_the_whole_recording(model, whole):
    live = LiveCoeffs(model, STYLE, seed=SEED, keep=True)
    run(live, SOUND)
    assert whole.ratio.any()
    for _ in range(2):  # the same each time
        take = live.take()
        for name in ("expression", "pose", "blink", "start_pose"):
            wanted = getattr(whole, name)
            np.testing.assert_allclose(getattr(take, name), wanted, rtol=0, atol=1e-5)
        np.testing.assert_array_equal(take.ratio, whole.ratio)
        assert (take.meta().seed, take.pose_style, take.audio_name) == (SEED, STYLE, "live")
        take.pose[:] = take.expression[:] = 9


def test_it_starts_from_a_source_face(model, tmp_path):
    path = write_coeffs(tmp_path / "me.mat", face())
    sound = SOUND[: 8 * 640]
    live = LiveCoeffs(model, STYLE, source_coeff_path=path, seed=SEED, keep=True)
    got = run(live, sound)
    wanted = take_whole(model, sound, source=read_source(path))
    np.testing.assert_allclose(got[:, :64], wanted.expression, rtol=0, atol=1e-4)
    np.testing.assert_array_equal(got[:, 64:], np.repeat(wanted.start_pose[None], 8, axis=0))
    assert live.take().pic_name == "me"


def test_blinks_are_those_of_a_long_recording():
    for seed in range(5):
        drawn = blink_ratio(600, random.Random(seed))
        stream = np.fromiter(blink_stream(random.Random(seed)), np.float32, 600)
        end = np.flatnonzero(drawn)[-1] + 1
        np.testing.assert_array_equal(stream[:end], drawn[:end])
        assert stream[end : end + 10].max() == 0


def test_eyes_close_as_drawn(model, whole):
    frames, early = 18, range(10, 13)
    seed = next(s for s in range(999) if random.Random(s).choice(range(10, 70)) in early)
    got = run(LiveCoeffs(model, seed=seed), SOUND[: frames * 640])[:15, :64]
    ratio = np.fromiter(blink_stream(random.Random(seed)), np.float32, 15)
    assert ratio.max() == 1
    wanted = whole.expression[:15] + ratio[:, None] * whole.blink
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-4)


def test_sessions_do_not_know_of_each_other_nor_of_global_seeds(model):
    state = torch.get_rng_state().tolist(), random.getstate()
    first, second = (LiveCoeffs(model, seed=SEED) for _ in range(2))
    sound = SOUND[: 6 * 640]
    mixed = [(first.feed(p), second.feed(p)) for p in np.split(sound, 3)]
    ends = first.finish(), second.finish()
    for a, b in [*mixed, ends]:
        np.testing.assert_array_equal(a, b)
    assert (torch.get_rng_state().tolist(), random.getstate()) == state
