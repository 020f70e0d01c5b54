"""Blinks: drawn in the original's order, or taken from a file."""

import random

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from samples import face, write_coeffs, write_speech

from sadcoeff import make_batch
from sadcoeff.motion.blinks import blink_ratio

SHAPE = [0.5, 0.9, 1.0, 0.9, 0.5]


def plain_blinks(frames, rng):
    """The rule said slowly, with a list and frame numbers."""
    ratio = [0.0] * frames
    if frames <= 21:  # at 21 there is no gap to choose
        return ratio
    position = 0
    while True:
        gap = rng.choice(range(min(10, frames), min(frames // 2, 70)))
        if position + gap + 5 > frames - 1:
            return ratio
        for k, strength in enumerate(SHAPE):
            ratio[position + gap + k] = strength
        position += gap + 5


def starts_of(ratio):
    return [i for i in range(len(ratio) - 2) if ratio[i + 2] == 1]


@pytest.fixture
def two_seconds(tmp_path):
    return write_speech(tmp_path / "two_seconds.wav", 50)


@given(st.integers(1, 3000), st.integers(0, 2**32))
def test_blinks_follow_the_plain_rule(frames, seed):
    ratio = blink_ratio(frames, random.Random(seed))
    assert ratio.dtype == np.float32
    np.testing.assert_array_equal(ratio, np.float32(plain_blinks(frames, random.Random(seed))))


@given(st.integers(22, 3000), st.integers(0, 2**32))
def test_blinks_are_whole_apart_and_end_before_the_last_frame(frames, seed):
    ratio = blink_ratio(frames, random.Random(seed))
    starts = starts_of(ratio)
    blinking = [i + k for i in starts for k in range(5)]
    assert ratio[blinking].tolist() == [np.float32(v) for v in SHAPE] * len(starts)
    assert np.count_nonzero(ratio) == len(blinking)
    gaps = np.diff([-5, *starts]) - 5
    assert all(10 <= gap < min(frames // 2, 70) for gap in gaps)
    assert ratio[-1] == 0


@given(st.integers(1, 21), st.integers(0, 2**32))
def test_up_to_21_frames_there_is_no_blink_and_no_draw(frames, seed):
    rng = random.Random(seed)
    before = rng.getstate()
    assert not blink_ratio(frames, rng).any()
    assert rng.getstate() == before


def test_22_frames_have_one_blink_at_frame_10():
    for seed in range(50):
        ratio = blink_ratio(22, random.Random(seed))
        np.testing.assert_array_equal(ratio[10:15], np.float32(SHAPE))
        assert np.count_nonzero(ratio) == 5


def test_long_recordings_blink_about_every_44_frames():
    """Gaps of 10 to 69 frames and 5 of the blink: 44.5 on average."""
    starts = starts_of(blink_ratio(100_000, random.Random(1)))
    gaps = np.diff(starts) - 5
    assert (gaps.min(), gaps.max()) == (10, 69)
    assert abs(np.diff(starts).mean() - 44.5) < 1


def test_a_batch_has_the_blinks_of_its_seed(two_seconds):
    ratio = make_batch(two_seconds, seed=6)["ratio_gt"]
    assert ratio.shape == (1, 50, 1)
    np.testing.assert_array_equal(
        ratio[0, :, 0].numpy(), np.float32(plain_blinks(50, random.Random(6)))
    )


def test_without_blinks_nothing_is_drawn(two_seconds):
    before = random.getstate()
    assert not make_batch(two_seconds, use_blink=False)["ratio_gt"].any()
    assert random.getstate() == before


@pytest.mark.parametrize("rows", [1, 7, 50, 120])
@pytest.mark.parametrize("use_blink", [True, False])
def test_an_eyeblink_file_loops_or_is_cut_and_silences_the_blinks(
    two_seconds, tmp_path, rows, use_blink
):
    source = write_coeffs(tmp_path / "face.mat", face(3, seed=1))
    eyeblink = face(rows, seed=2)
    path = write_coeffs(tmp_path / "blink.mat", eyeblink)
    before = random.getstate()
    batch = make_batch(two_seconds, source, path, use_blink=use_blink)
    assert random.getstate() == before
    assert not batch["ratio_gt"].any()
    wanted = [np.append(eyeblink[i % rows, :64], face(3, seed=1)[0, 64:70]) for i in range(50)]
    np.testing.assert_array_equal(batch["ref"][0].numpy(), wanted)
    assert batch["pic_name"] == "face"


def test_an_eyeblink_file_alone_leaves_the_pose_at_zero(two_seconds, tmp_path):
    path = write_coeffs(tmp_path / "blink.mat", face(9))
    batch = make_batch(two_seconds, None, path, seed=1)
    np.testing.assert_array_equal(batch["ref"][0, :9, :64].numpy(), face(9)[:, :64])
    assert not batch["ref"][..., 64:].any()
    assert batch["pic_name"] == "neutral"


def test_a_blink_moves_the_expression_of_its_frames_alone(model, two_seconds):
    blinking = make_batch(two_seconds, seed=6)
    still = make_batch(two_seconds, use_blink=False)
    difference = model.predict(blinking, 0, seed=1) - model.predict(still, 0, seed=1)
    moved = np.abs(difference[:, :64]).max(axis=1) > 1e-3
    np.testing.assert_array_equal(moved, blinking["ratio_gt"][0, :, 0].numpy() > 0)
    assert torch.equal(blinking["indiv_mels"], still["indiv_mels"])
    np.testing.assert_array_equal(difference[:, 64:], 0)
