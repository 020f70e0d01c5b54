"""A live session gives the numbers of the whole recording, and refuses what it cannot use."""

import random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import face, speech, write_coeffs

from sadcoeff import LiveCoeffs
from sadcoeff.audio import to_16_khz
from sadcoeff.batch import build_batch
from sadcoeff.errors import AudioError, LiveError, SettingError
from sadcoeff.live import EXPRESSION_DELAY, HEAD_DELAY
from sadcoeff.motion.blinks import blink_ratio, blink_stream
from sadcoeff.motion.edits import Edits, render
from sadcoeff.source import read_source

FRAMES, SEED, STYLE = 42, 5, 3
SOUND = speech(FRAMES * 640 + 99, seed=2)
OPEN = Edits(blinks=False)


def take_whole(model, sound, **choices):
    samples = sound[: len(sound) // 640 * 640]
    return model.take(build_batch(samples, "x", seed=SEED, **choices), STYLE, seed=SEED)


def run(live, sound, size=1600):
    frames = [live.feed(sound[a : a + size]) for a in range(0, len(sound), size)]
    return np.concatenate([*frames, live.finish()])


@pytest.fixture(scope="module")
def whole(model):
    return take_whole(model, SOUND)


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


@pytest.mark.parametrize(
    "recode",
    [
        lambda s: np.stack([s, s], axis=1),
        lambda s: s[:, None],
        lambda s: s.astype(np.float64),
        lambda s: np.round(s * 2**15).astype(np.int16),
        lambda s: np.round(s.astype(np.float64) * 2**31).astype(np.int32),
        lambda s: s.tolist(),
    ],
)
def test_channels_and_types_of_samples(model, recode):
    sound = SOUND[: 4 * 640]
    wanted = LiveCoeffs(model, use_blink=False).feed(sound)
    got = LiveCoeffs(model, use_blink=False).feed(recode(sound))
    assert len(got) == 1
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-3)


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        (np.array([0, np.nan]), "NaN or infinite"),
        (np.array([[0, 0], [0, -np.inf]]), "NaN or infinite"),
        (np.array([1e300]), "NaN or infinite"),
        (np.array([0.0, 20_000.0]), "reaches 2e\\+04"),
        (np.zeros((3, 3, 3)), r"shape \(3, 3, 3\)"),
        (np.zeros((2, 1600)), r"shape \(2, 1600\)"),
        (np.zeros((5, 0)), r"shape \(5, 0\)"),
        (np.float32(1), r"shape \(\)"),
        (np.zeros(3, complex), "type complex128"),
        (np.zeros(3, np.uint8), "type uint8"),
        (["a", "b"], "type <U1"),
        (None, r"shape \(\)"),
    ],
)
def test_an_unusable_piece_is_refused_and_the_session_goes_on(model, whole, piece, message):
    live = LiveCoeffs(model, sample_rate=16_000, use_blink=False)
    before = live.feed(SOUND[: 5 * 640 - 7])
    with pytest.raises(AudioError, match=message):
        live.feed(piece)
    got = np.concatenate([before, live.feed(SOUND[5 * 640 - 7 : 5 * 640])])[:, :64]
    np.testing.assert_allclose(got, whole.expression[:2], rtol=0, atol=1e-4)


def test_silence_gaps_and_jumps_of_level_go_on(model):
    sound = np.concatenate([np.zeros(3200), 4 * SOUND[:3200], np.zeros(0), 1e-30 * SOUND[:3200]])
    got = run(LiveCoeffs(model, seed=1), sound, size=700)
    assert got.shape == (15, 70)
    assert np.isfinite(got).all()


def test_nothing_is_no_frames(model):
    live = LiveCoeffs(model, keep=True)
    assert live.feed([]).shape == live.feed(np.zeros((0, 2))).shape == (0, 70)
    assert live.feed(np.zeros(639)).shape == live.finish().shape == (0, 70)
    with pytest.raises(AudioError, match="within its first video frame of 40 ms"):
        live.take()


def test_nothing_follows_the_end(model):
    live = LiveCoeffs(model)
    live.finish()
    for use in (lambda: live.feed(SOUND[:10]), live.finish):
        with pytest.raises(LiveError, match="begin another one"):
            use()
    with pytest.raises(LiveError, match="keep=True"):
        live.take()


def test_there_is_no_take_before_the_end(model):
    with pytest.raises(LiveError, match="finish it"):
        LiveCoeffs(model, keep=True).take()


@pytest.mark.parametrize(
    "choice",
    [
        {"pose_style": 46},
        {"pose_style": 0.5},
        {"seed": 1.5},
        {"sample_rate": 0},
        {"sample_rate": 44_100.5},
        {"use_blink": 1},
        {"keep": None},
    ],
)
def test_a_wrong_setting_is_named(model, choice):
    with pytest.raises(SettingError, match="must be"):
        LiveCoeffs(model, **choice)


def test_memory_is_bounded_unless_it_is_kept(model, monkeypatch):
    live = LiveCoeffs(model, sample_rate=48_000)
    quiet = np.zeros((2, 64), np.float32), np.zeros((2, 6), np.float32)
    monkeypatch.setattr(
        live._passes, "hear", lambda w: tuple(np.resize(q, (len(w), q.shape[1])) for q in quiet)
    )
    monkeypatch.setattr(live._head, "_decode", lambda speech, _: speech)
    held = []
    for _ in range(300):  # half a minute
        live.feed(np.zeros(4800, np.float32))
        held.append(live.stored)
    assert max(held[50:]) <= max(held[:50])
    assert live.frames > 740
