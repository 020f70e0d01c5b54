"""The live head moves as in the whole recording, delayed, whatever its length and the cutting."""

import numpy as np
import pytest
import torch
from scipy.signal import savgol_filter

from sadcoeff.live.head import HEAD_DELAY, HeadStream
from sadcoeff.networks.audio2pose import draw_noise, stream_noise

STYLE = torch.tensor([3])
START = np.array([0.1, -0.2, 0.05, 0.3, -0.1, 0.2], np.float32)
LENGTHS = (1, 2, 13, 32, 33, 34, 37, 38, 65, 70, 100)


@pytest.fixture(scope="module")
def net(model):
    return model.audio2pose_model


def speak(frames):
    return np.random.default_rng(7).normal(0, 1, (frames, 6)).astype(np.float32)


@pytest.fixture(scope="module")
def whole(net):
    """Poses by number of frames, by the pose net as it runs on a whole recording."""
    recordings = [
        (torch.from_numpy(speak(n)), torch.from_numpy(START), STYLE, draw_noise(n, net.config, 5))
        for n in LENGTHS
    ]
    with torch.inference_mode():
        poses = net.poses(recordings)
    return dict(zip(LENGTHS, (p[0].numpy() for p in poses), strict=True))


@pytest.fixture
def head(net):
    @torch.inference_mode()
    def decode(speech, noise):
        given = torch.from_numpy(START)[None], noise[None], STYLE, torch.from_numpy(speech)[None]
        return net.netG.decoder(*given)[0].numpy()

    return HeadStream(START, decode, stream_noise(net.config, 5), keep=True)


def push(head, frames):
    """All of them, in pieces of 0 to 6."""
    cuts = np.cumsum(np.random.default_rng(frames).integers(0, 7, frames))
    return np.concatenate([head.push(part) for part in np.split(speak(frames), cuts)])


@pytest.mark.parametrize("frames", LENGTHS)
def test_it_is_the_motion_of_the_whole_37_frames_later(head, whole, frames):
    assert HEAD_DELAY == 37
    got = push(head, frames)
    assert got.shape == (frames, 6)
    np.testing.assert_array_equal(got[:32], np.repeat(START[None], min(frames, 32), axis=0))
    if frames > HEAD_DELAY:
        smoothed = savgol_filter(whole[frames].astype(np.float64), 13, 2, axis=0)
        wanted = smoothed[: frames - HEAD_DELAY]
        np.testing.assert_allclose(got[HEAD_DELAY:], wanted, rtol=0, atol=1e-5)


@pytest.mark.parametrize("frames", LENGTHS)
def test_what_it_kept_is_the_whole_with_its_partial_last_chunk(head, whole, frames):
    push(head, frames)
    np.testing.assert_allclose(head.finish(), whole[frames], rtol=0, atol=1e-5)


def test_it_eases_from_the_start_pose_to_the_motion(head):
    way = push(head, 38)[31:] - START
    share = way / way[-1]
    assert (np.diff(share, axis=0) > 0).all()
    assert np.diff(share, axis=0).max() < 0.4


def test_what_it_holds_does_not_grow(net):
    noise = stream_noise(net.config, 1)
    head = HeadStream(START, lambda speech, _: speech, noise, keep=False)
    held = []
    for _ in range(2000):
        head.push(speak(3))
        held.append(head.stored)
    assert max(held) == max(held[:100])
    assert max(held) < 6 * (32 + 32 + 12 + 37 + 32)
