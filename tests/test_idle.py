"""Motion without any sound: zero windows of the mel, as in SadTalker's idle mode."""

import random

import numpy as np
import pytest
import torch
from samples import face, read_back, write_coeffs

from sadcoeff import make_idle_batch
from sadcoeff.errors import SettingError


@pytest.mark.parametrize(("seconds", "frames"), [(2, 50), (0.04, 1), (1.16, 29), (1.99, 49)])
def test_all_windows_are_zero(tmp_path, seconds, frames):
    source = write_coeffs(tmp_path / "face.mat", face(3))
    batch = make_idle_batch(seconds, source, seed=2)
    assert (batch["num_frames"], batch["pic_name"]) == (frames, "face")
    assert batch["audio_name"] == f"idlemode_{seconds}"
    assert batch["indiv_mels"].shape == (1, frames, 1, 80, 16)
    assert not batch["indiv_mels"].any()
    np.testing.assert_array_equal(batch["ref"][0, -1].numpy(), face(3)[0, :70])


def test_it_runs_like_the_batch_that_the_original_makes(model, tmp_path):
    batch = make_idle_batch(4, seed=2)
    original = {
        "indiv_mels": torch.zeros(1, 100, 1, 80, 16),
        "ref": torch.zeros(1, 100, 70),
        "num_frames": 100,
        "ratio_gt": batch["ratio_gt"].clone(),
        "audio_name": "idlemode_4",
        "pic_name": "neutral",
    }
    path = model.generate(batch, tmp_path, 3, seed=5)
    assert path.endswith("neutral##idlemode_4.mat")
    np.testing.assert_array_equal(read_back(path), model.predict(original, 3, seed=5))


def test_it_blinks_and_moves_but_does_not_speak(model):
    batch = make_idle_batch(10, seed=2)
    coeffs = model.predict(batch, 0, seed=1)
    ratio = batch["ratio_gt"][0, :, 0].numpy()
    assert (ratio == 1).any()
    assert np.ptp(coeffs[ratio == 0, :64], axis=0).max() < 1e-5
    assert coeffs[:, 64:].std(axis=0).min() > 0


def test_blinks_are_drawn_as_for_a_recording():
    random.seed(3)
    batch = make_idle_batch(10)
    np.testing.assert_array_equal(batch["ratio_gt"], make_idle_batch(10, seed=3)["ratio_gt"])
    assert not make_idle_batch(10, use_blink=False)["ratio_gt"].any()


@pytest.mark.parametrize(
    "seconds", [0, -1, 0.039, float("nan"), float("inf"), 600.1, "ten", None, 10**400]
)
def test_impossible_seconds_are_one_sentence(seconds):
    with pytest.raises(SettingError) as caught:
        make_idle_batch(seconds, max_seconds=600)
    assert str(caught.value) == (
        f"The idle motion is to last {seconds!r} s: it must be a number from 0.04 (one frame) to "
        "600."
    )


def test_without_a_limit_a_day_is_the_most():
    with pytest.raises(SettingError, match="to 86400"):
        make_idle_batch(86_401)
