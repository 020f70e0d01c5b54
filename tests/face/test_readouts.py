"""The read-outs of mouth and eyelids, on expressions made for the purpose."""

import numpy as np
import pytest

from sadcoeff.face.readouts import ASSET, eyelids, mouth_opening

RAMP = np.array([0, 0, 0, 0.25, 0.5, 1.0, 0.5, 0, 0, 0], np.float32)


@pytest.fixture(scope="module")
def directions():
    with np.load(ASSET) as file:
        return {name: file[name] / (file[name] @ file[name]) for name in ("mouth", "eyelid")}


def moving(direction, rest=0.0):
    """(10, 64): RAMP along a direction, about a face that rests somewhere."""
    return np.float32(rest) + np.outer(RAMP, direction).astype(np.float32)


def test_a_neutral_face_has_its_mouth_closed_and_its_eyes_open():
    neutral = np.zeros((5, 64), np.float32)
    assert mouth_opening(neutral).tolist() == eyelids(neutral).tolist() == [0] * 5


@pytest.mark.parametrize("rest", [0.0, 0.3])
def test_each_read_out_follows_its_own_direction_from_rest(directions, rest):
    mouth, lids = moving(directions["mouth"], rest), moving(directions["eyelid"], rest)
    np.testing.assert_allclose(mouth_opening(mouth), RAMP, atol=1e-5)
    np.testing.assert_allclose(eyelids(lids), RAMP, atol=1e-5)


def test_speech_does_not_blink_and_blinks_do_not_speak(directions):
    assert eyelids(moving(directions["mouth"])).max() < 0.1
    assert mouth_opening(moving(directions["eyelid"])).max() < 0.25


def test_extremes_stay_in_range(directions):
    far = 50 * moving(directions["mouth"] + directions["eyelid"])
    assert mouth_opening(far).max() == 1.25
    assert eyelids(far).max() == 1
    assert mouth_opening(-far).min() == eyelids(-far).min() == 0


def test_one_frame_is_enough():
    frame = np.random.default_rng(0).normal(size=(1, 64)).astype(np.float32)
    assert mouth_opening(frame).shape == eyelids(frame).shape == (1,)
    assert mouth_opening(frame).dtype == np.float32
