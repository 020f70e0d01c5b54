"""A take is what the networks gave, and an unedited one renders as it always did."""

import numpy as np
import pytest
import torch
from samples import fake_batch
from scipy.io import savemat
from scipy.signal import savgol_filter

from sadcoeff import Audio2Coeff, SadCoeffError, find_weights
from sadcoeff.motion.columns import add_ref_pose
from sadcoeff.motion.edits import render

FRAMES = 20


@pytest.fixture(scope="module")
def model():
    return Audio2Coeff(find_weights("demo"), "cpu")


@pytest.fixture(scope="module")
def batch():
    return fake_batch(FRAMES, seed=5)


@pytest.fixture(scope="module")
def take(model, batch):
    return model.take(batch, 7, seed=11)


def test_a_take_holds_the_run(take, batch):
    shapes = {k: getattr(take, k).shape for k in ("expression", "blink", "ratio", "pose")}
    wanted = {"expression": (FRAMES, 64), "blink": (64,), "ratio": (FRAMES,), "pose": (FRAMES, 6)}
    assert shapes == wanted
    assert (len(take), take.pose_style, take.seed) == (FRAMES, 7, 11)
    np.testing.assert_array_equal(take.start_pose, batch["ref"][0, 0, 64:])
    np.testing.assert_array_equal(take.pose[0], take.start_pose)


def test_the_expression_net_is_affine_in_the_blink(model, batch, take):
    windows, ref = batch["indiv_mels"][0], batch["ref"][0, :, :64]
    for strength in (0.0, 0.4, 1.0):
        ratio = torch.full((FRAMES, 1), strength)
        wanted = model.audio2exp_model(windows, ref, ratio).numpy()
        np.testing.assert_allclose(take.expression + strength * take.blink, wanted, atol=2e-6)


def test_an_unedited_take_is_both_networks_and_smoothing(model, batch, take):
    got = render(take)
    assert (got.shape, got.dtype) == ((FRAMES, 70), np.float32)
    windows, ref, ratio = batch["indiv_mels"][0], batch["ref"][0, :, :64], batch["ratio_gt"][0]
    wanted = model.audio2exp_model(windows, ref, ratio).numpy()
    np.testing.assert_allclose(got[:, :64], wanted, atol=2e-6)
    smoothed = savgol_filter(take.pose.astype(np.float64), 13, 2, axis=0)
    np.testing.assert_allclose(got[:, 64:], smoothed, rtol=0, atol=1e-6)


def test_predict_is_a_take_rendered(model, batch, take):
    np.testing.assert_array_equal(model.predict(batch, 7, seed=11), render(take))


def test_predict_adds_a_reference_pose_as_before(model, batch, take, tmp_path):
    ref = np.random.default_rng(0).normal(0, 0.1, (30, 73)).astype(np.float32)
    savemat(tmp_path / "ref.mat", {"coeff_3dmm": ref})
    got = model.predict(batch, 7, tmp_path / "ref.mat", seed=11)
    np.testing.assert_array_equal(got, add_ref_pose(render(take), ref[:, :70]))
    np.testing.assert_array_equal(got, model.using_refpose(render(take), tmp_path / "ref.mat"))


def test_changing_a_take_changes_neither_weights_nor_batch(model, batch):
    spoiled = model.take(batch, 7, seed=11)
    for name in ("blink", "ratio", "start_pose"):
        getattr(spoiled, name)[:] = 99
    assert model.audio2exp_model.mapping1.weight.abs().max() < 99
    assert batch["ratio_gt"].max() <= 1
    assert batch["ref"].abs().max() < 99


@pytest.mark.parametrize(("style", "seed"), [(46, 1), (-1, 1), (0, 1.5), (0, 2**64)])
def test_a_wrong_style_or_seed_is_refused(model, batch, style, seed):
    with pytest.raises(SadCoeffError, match="must be a whole number"):
        model.take(batch, style, seed=seed)
