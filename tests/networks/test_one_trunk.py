"""Where both networks hold the same trunk, a frame passes it once, with the same numbers."""

import copy

import numpy as np
import pytest
import torch
from samples import fake_batch

from sadcoeff.networks.audio2pose import draw_noise


@pytest.fixture
def twin(model):
    """The golden networks, with the expression net's trunk in the pose net as well."""
    twin = copy.deepcopy(model)
    twin.audio2pose_model.audio_encoder.audio_encoder.load_state_dict(
        twin.audio2exp_model.audio_encoder.state_dict()
    )
    return twin


def passes(network, run):
    """How many batches pass a network's trunk during a run, and what the run gives."""
    seen = []
    hook = network.audio_encoder.register_forward_hook(lambda *_: seen.append(1))
    result = run()
    hook.remove()
    return len(seen), result


def test_equal_trunks_are_run_once(twin):
    batch = fake_batch(30)
    count, _ = passes(twin.audio2pose_model, lambda: twin.predict(batch, 3, seed=1))
    assert count == 0
    heard, once = passes(twin.audio2exp_model, lambda: twin.predict(batch, 3, seed=1))
    assert heard == 1
    pose_net = twin.audio2pose_model
    speech = pose_net.project_speech(pose_net.embed(batch["indiv_mels"][0]))
    pose = pose_net(speech, batch["ref"][0, 0, 64:], *style_and_noise(twin, 30))
    np.testing.assert_allclose(twin.take(batch, 3, seed=1).pose, pose, atol=1e-6)
    assert once.shape == (30, 70)


def test_different_trunks_are_both_run(model):
    count, _ = passes(model.audio2pose_model, lambda: model.predict(fake_batch(30), 3, seed=1))
    assert count == 1


def style_and_noise(model, frames):
    return torch.tensor([3]), draw_noise(frames, model.audio2pose_model.config, 1)
