"""The fast forms of the networks compute what their plain definitions compute."""

import copy

import numpy as np
import pytest
import torch
from samples import fake_batch, write_speech

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.devices import BFLOAT16, find_precision
from sadcoeff.errors import SettingError
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.config import ExpConfig, load_config
from sadcoeff.networks.inference import Noise, run_takes
from sadcoeff.networks.trunk import MelTrunk
from sadcoeff.weights.catalogue import CONFIGS

ROUNDING = 2e-6  # of the largest value, by 13 blocks in float32; the plain form's is 0.7e-6


@pytest.fixture
def plain(model) -> MelTrunk:
    """The golden expression trunk as it is defined."""
    exp = Audio2Exp(load_config(ExpConfig, CONFIGS["audio2exp_yaml_path"]))
    exp.load_state_dict(model.audio2exp_model.state_dict())
    return exp.audio_encoder.eval().requires_grad_(False)


def windows(count):
    return fake_batch(count)["indiv_mels"][0]


@pytest.mark.parametrize("processor", ["as it is", "NO AVX"])
@pytest.mark.parametrize("count", [1, 7, 64])
def test_folding_stays_within_rounding(plain, monkeypatch, processor, count):
    if processor != "as it is":
        monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: processor)
    folded = copy.deepcopy(plain)
    folded.prepare(windows=64)
    exact = copy.deepcopy(plain).double()(windows(count).double())
    error = (folded(windows(count)) - exact).abs().max()
    assert error < ROUNDING * exact.abs().max()


def test_weights_loaded_later_are_folded_again(plain):
    folded = copy.deepcopy(plain)
    folded.prepare(windows=8)
    folded(windows(8))
    doubled = {k: 2 * v if "running_mean" in k else v for k, v in plain.state_dict().items()}
    for trunk in (plain, folded):
        trunk.load_state_dict(doubled)
    torch.testing.assert_close(folded(windows(8)), plain(windows(8)), rtol=1e-5, atol=1e-5)


def test_the_trunks_run_folded(model):
    for trunk in (
        model.audio2exp_model.audio_encoder,
        model.audio2pose_model.audio_encoder.audio_encoder,
    ):
        seen = []
        hook = trunk[0].register_forward_hook(lambda *_, seen=seen: seen.append(1))
        model.take(fake_batch(3), 0, seed=1)
        hook.remove()
        assert seen == []


def test_a_pass_is_a_few_large_batches_without_a_loop_over_chunks(model):
    exp, pose = model.audio2exp_model, model.audio2pose_model
    parts = (exp.audio_encoder, pose.audio_encoder.audio_encoder, pose.netG.decoder)
    calls = []
    hooks = [part.register_forward_hook(lambda part, *_: calls.append(part)) for part in parts]
    noise = Noise(torch.zeros(10, 64), None)
    run_takes(model.networks, [fake_batch(300)], 0, [noise], 256, None)
    for hook in hooks:
        hook.remove()
    assert [calls.count(part) for part in parts] == [2, 2, 1]


def test_recordings_together_come_out_as_they_do_alone(model):
    batches = [fake_batch(n) for n in (1, 40, 2, 90, 33, 64, 300, 21)]
    seeds = [5, None, 0, -3, 2**63, 7, 9, 8]
    torch.manual_seed(4)
    together = model.takes(batches, 11, seeds=seeds)
    torch.manual_seed(4)
    for batch, seed, take in zip(batches, seeds, together, strict=True):
        alone = model.take(batch, 11, seed=seed)
        assert (take.seed, take.pose_style, take.device) == (seed, 11, "cpu")
        for name in ("expression", "blink", "ratio", "pose", "start_pose"):
            np.testing.assert_array_equal(getattr(take, name), getattr(alone, name), name)


def test_no_recordings_give_no_takes(model):
    assert model.takes([], 0, seeds=[]) == []


def test_progress_counts_the_frames_of_all(model):
    seen = []
    model.takes(
        [fake_batch(n) for n in (30, 50)], 0, seeds=[1, 2], progress=lambda *s: seen.append(s)
    )
    assert seen == [(50, 80), (80, 80)]


def test_bfloat16_is_within_one_per_cent_of_each_columns_range(tmp_path, monkeypatch):
    """Also on processors that only emulate it: there it is not offered, but computes the same."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    batch = make_batch(write_speech(tmp_path / "speech.wav", 120), seed=1)
    exact = Audio2Coeff(find_weights(), "cpu").predict(batch, 0, seed=1)
    half = Audio2Coeff(find_weights(), "cpu", precision=BFLOAT16).predict(batch, 0, seed=1)
    error = np.abs(half - exact).max(axis=0) / np.ptp(exact, axis=0)
    assert 0 < error.max() < 0.01


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(BFLOAT16, "does not compute in bfloat16: use float32"), ("int4", "Unknown precision 'int4'")],
)
def test_an_unsupported_precision_is_refused(monkeypatch, name, sentence):
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    with pytest.raises(SettingError, match=sentence):
        find_precision(name, torch.device("cpu"))
