"""Checkpoints load strictly: every key that runs, in its shape, finite, and no other."""

import re

import numpy as np
import pytest
import torch
from golden_weights import MANIFEST, RUN_KEYS, TRAINING_ONLY, without_prefix
from safetensors.torch import save_file
from samples import fake_batch

from sadcoeff import Audio2Coeff
from sadcoeff.errors import WeightsError
from sadcoeff.weights.catalogue import CONFIGS
from sadcoeff.weights.checkpoint import restore


@pytest.fixture
def open_model(golden_state, tmp_path):
    """Loads a variant of the golden safetensors file: keys to set, or to drop with None."""

    def load(**changes):
        state = {k: v for k, v in {**golden_state, **changes}.items() if v is not None}
        path = tmp_path / "variant.safetensors"
        save_file(state, path)
        return Audio2Coeff({**CONFIGS, "checkpoint": path}, "cpu")

    return load


@pytest.fixture
def networks(model):
    return {"audio2pose.": model.audio2pose_model, "audio2exp.": model.audio2exp_model}


def predict(model):
    return model.predict(fake_batch(3), 5, seed=1)


def test_the_networks_hold_the_keys_and_shapes_of_the_manifest(networks):
    held = {
        prefix + key: list(tensor.shape)
        for prefix, net in networks.items()
        for key, tensor in net.state_dict().items()
    }
    assert len(MANIFEST) == 512
    assert held == {k: MANIFEST[k] for k in RUN_KEYS}


def test_every_value_is_loaded(networks, golden_state):
    for prefix, net in networks.items():
        for key, tensor in net.state_dict().items():
            assert torch.equal(tensor, golden_state[prefix + key]), prefix + key


def test_a_pth_pair_gives_the_same_output_as_one_safetensors_file(model, golden_pth):
    pair = Audio2Coeff({**CONFIGS, **golden_pth}, "cpu")
    np.testing.assert_array_equal(predict(pair), predict(model))


def test_every_key_that_runs_is_required(networks, golden_state, monkeypatch):
    monkeypatch.setattr(torch, "isfinite", lambda _: torch.tensor(True))  # slow, tested below
    checked = []
    for prefix, net in networks.items():
        state = without_prefix(golden_state, prefix)
        for key in net.state_dict():
            rest = {k: v for k, v in state.items() if k != key}
            with pytest.raises(WeightsError, match=f"it lacks {re.escape(prefix + key)};"):
                restore(net, rest, "file", prefix)
            checked.append(prefix + key)
    assert sorted(checked) == sorted(RUN_KEYS)


@pytest.mark.parametrize(
    "key",
    ["audio2exp.mapping1.bias", "audio2pose.netG.decoder.classbias"],
)
def test_a_file_that_lacks_a_key_names_file_and_key(open_model, key):
    with pytest.raises(WeightsError, match=rf"variant.safetensors' .* lacks {key};"):
        open_model(**{key: None})


@pytest.mark.parametrize("key", ["audio2exp.mapping2.bias", "audio2pose.netE.weight"])
def test_an_unknown_key_is_refused(open_model, key):
    with pytest.raises(WeightsError, match=f"has an unknown {key};"):
        open_model(**{key: torch.zeros(2)})


def test_a_wrong_shape_names_the_key_and_both_shapes(open_model):
    with pytest.raises(WeightsError) as caught:
        open_model(**{"audio2exp.mapping1.weight": torch.zeros(64, 576)})
    assert "audio2exp.mapping1.weight in shape (64, 576) instead of (64, 577)" in str(caught.value)


def test_three_faults_are_named_and_the_rest_counted(open_model):
    with pytest.raises(WeightsError, match="and 2 more;") as caught:
        open_model(**{f"audio2exp.extra{i}": torch.zeros(1) for i in range(5)})
    assert str(caught.value).count("unknown") == 3


def test_training_only_keys_are_optional(open_model, model):
    absent = {k: None for k in MANIFEST if k.startswith(TRAINING_ONLY)}
    assert len(absent) > 50
    np.testing.assert_array_equal(predict(open_model(**absent)), predict(model))
    unlike = {next(iter(absent)): torch.full((3,), torch.nan)}
    np.testing.assert_array_equal(predict(open_model(**unlike)), predict(model))


def test_other_networks_in_the_file_are_ignored(open_model, model):
    others = {
        "facevid2vid.kp_detector.kp.weight": torch.zeros(5, 2),
        "audio2posenet.weight": torch.full((2,), torch.nan),
        "net_recon.backbone.conv1.weight": torch.zeros(4),
    }
    np.testing.assert_array_equal(predict(open_model(**others)), predict(model))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_precisions_load(open_model, golden_state, model, dtype):
    changed = open_model(
        **{k: v.to(dtype) for k, v in golden_state.items() if v.is_floating_point()}
    )
    assert all(p.dtype == torch.float32 for p in changed.audio2exp_model.parameters())
    np.testing.assert_allclose(predict(changed), predict(model), atol=0.1)


@pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf, 1e300])
def test_weights_that_are_not_finite_in_float32_are_refused(open_model, golden_state, value):
    key = "audio2exp.audio_encoder.3.conv_block.1.running_var"
    tensor = golden_state[key].double()
    tensor[5] = value
    with pytest.raises(WeightsError, match=f"NaN or infinite values in {key};"):
        open_model(**{key: tensor})


def test_a_failing_restore_leaves_the_model_unchanged():
    layer = torch.nn.Linear(3, 2)
    before = {k: v.clone() for k, v in layer.state_dict().items()}
    for state in (
        {"weight": torch.ones(2, 3)},
        {"weight": torch.ones(2, 3), "bias": torch.ones(3)},
        {"weight": torch.ones(2, 3), "bias": torch.full((2,), torch.nan)},
        {"weight": torch.ones(2, 3), "bias": [1.0, 1.0]},
        {"weight": torch.ones(2, 3), "bias": torch.ones(2), 7: torch.ones(1)},
    ):
        with pytest.raises(WeightsError, match="'here' does not fit"):
            restore(layer, state, "here")
        assert all(torch.equal(v, before[k]) for k, v in layer.state_dict().items())
