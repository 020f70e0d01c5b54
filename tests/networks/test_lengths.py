"""Every length gives (T, 70) finite numbers; chunks follow their rule."""

import numpy as np
import pytest
import torch
from samples import fake_batch

from sadcoeff.networks.audio2pose import chunk_count

LENGTHS = (1, 2, 3, 12, 13, 20, 21, 22, 31, 32, 33, 34, 64, 65)


def plain_pose(net, speech, ref, style, noise):
    """The rule said slowly: one chunk at a time, padded in front, the last one shifted back."""
    poses = [ref]
    frames = len(speech)
    for chunk in range(-(-(frames - 1) // 32)):
        first = 1 + 32 * chunk
        fresh = min(32, frames - first)  # frames that this chunk adds
        heard = list(speech[1 : first + fresh])[-32:]
        heard = [speech[1]] * (32 - len(heard)) + heard
        motion = net.netG.decoder(
            ref[None], noise[chunk][None], torch.tensor([style]), torch.stack(heard)[None]
        )[0]
        poses += [ref + m for m in motion[-fresh:]]
    return torch.stack(poses)


@pytest.fixture
def net(model):
    return model.audio2pose_model


@pytest.mark.parametrize("frames", [*LENGTHS, 1000])
def test_every_length_gives_finite_coefficients(model, frames):
    coeffs = model.predict(fake_batch(frames), 0, seed=1)
    assert coeffs.shape == (frames, 70)
    assert coeffs.dtype == np.float32
    assert np.isfinite(coeffs).all()
    assert coeffs.std(axis=0).min() > 0 or frames == 1


@pytest.mark.parametrize("frames", [*range(1, 70), 96, 97, 98, 128, 129, 130, 161, 4099])
def test_chunks_equal_the_plain_rule(net, frames):
    rng = torch.Generator().manual_seed(frames)
    heard = torch.randn(frames, 6, generator=rng)
    ref = torch.randn(6, generator=rng)
    noise = torch.randn(chunk_count(frames, 32), 64, generator=rng)
    with torch.inference_mode():
        pose = net(heard, ref, torch.tensor([7]), noise)
        wanted = plain_pose(net, heard, ref, 7, noise)
    assert pose.shape == (frames, 6)
    torch.testing.assert_close(pose, wanted, rtol=0, atol=2e-6)
    assert torch.equal(pose[0], ref)


def test_one_noise_vector_a_chunk_in_chunk_order(model, net):
    batch = fake_batch(70)
    rng = torch.Generator().manual_seed(11)
    noise = torch.stack([torch.randn(1, 64, generator=rng)[0] for _ in range(3)])
    with torch.inference_mode():
        heard = net.project_speech(net.embed(batch["indiv_mels"][0]))
        wanted = plain_pose(net, heard, batch["ref"][0, 0, 64:], 4, noise)
    pose = model.take(batch, 4, seed=11).pose
    np.testing.assert_allclose(pose, wanted, rtol=0, atol=2e-6)


def test_motion_starts_from_the_pose_of_the_first_frame(model):
    batch = fake_batch(40)
    wanted = model.predict(batch, 4, seed=1)
    ref = batch["ref"].clone()
    ref[:, 1:, 64:] = 9
    np.testing.assert_array_equal(model.predict({**batch, "ref": ref}, 4, seed=1), wanted)
    pose = model.take(batch, 4, seed=1).pose
    np.testing.assert_array_equal(pose[0], batch["ref"][0, 0, 64:])
