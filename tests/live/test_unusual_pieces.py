"""What a live session refuses, what it goes on through, and what it keeps."""

import numpy as np
import pytest
from sessions import SOUND, run

from sadcoeff import LiveCoeffs
from sadcoeff.errors import AudioError, LiveError, SettingError


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
