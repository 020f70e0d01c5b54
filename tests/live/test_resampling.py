"""Live sound is resampled to what the whole recording is, without soxr's blocks in between."""

import numpy as np
import pytest
from samples import speech

from sadcoeff.audio import to_16_khz
from sadcoeff.live.resampling import LiveResampler

RATES = (1000, 8000, 11_025, 12_345, 16_000, 22_050, 32_000, 44_100, 44_101, 48_000, 192_000)


def sound(rate, seconds=1.3):
    loud = np.random.default_rng(3).uniform(-1, 1, round(seconds * rate)).astype(np.float32)
    return 0.5 * speech(len(loud), rate) + 0.5 * loud


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("parts", [1, 9, 130])
def test_any_cutting_gives_the_samples_of_the_whole(rate, parts):
    whole = sound(rate)
    live = LiveResampler(rate)
    given = [live.push(piece) for piece in np.array_split(whole, parts)]
    assert all(len(g) % 640 == 0 for g in given)
    got = np.concatenate([*given, live.finish()])
    wanted = to_16_khz([whole], rate)
    assert len(got) == len(wanted) == -(-len(whole) * 16_000 // rate)
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("rate", "ahead"), [(8000, 160), (16_000, 0), (44_100, 441), (48_000, 480)]
)
def test_a_frame_is_there_when_the_filter_has_seen_what_it_needs(rate, ahead):
    live, whole = LiveResampler(rate), sound(rate)
    need = 3 * rate // 25 + ahead
    assert len(live.push(whole[: need - 1])) == 2 * 640
    assert len(live.push(whole[need - 1 : need])) == 640


@pytest.mark.parametrize("rate", RATES)
def test_what_it_holds_does_not_grow(rate):
    live, piece = LiveResampler(rate), sound(rate)[: rate // 10]
    held = []
    for _ in range(60):
        live.push(piece)
        held.append(live.stored)
    assert max(held[30:]) <= max(held[:30]) + 1
    assert max(held) <= 1.5 * rate
