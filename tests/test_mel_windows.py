"""Windows that are gathered when they are used behave as the tensor that they stand for."""

import copy
import pickle

import numpy as np
import pytest
import torch
from samples import speech

from sadcoeff.mel import MelWindows, log_mel, mel_columns, mel_windows

FRAMES = 40


@pytest.fixture(scope="module")
def samples():
    return speech(FRAMES * 640, seed=2)


@pytest.fixture(scope="module")
def whole(samples):
    return torch.from_numpy(mel_windows(log_mel(samples), FRAMES))[None, :, None]


@pytest.fixture(scope="module")
def lazy(samples):
    return MelWindows.of(mel_columns(samples), FRAMES)


def test_it_is_a_tensor_of_that_shape(lazy, whole):
    assert isinstance(lazy, torch.Tensor)
    assert (lazy.shape, lazy.dtype, lazy.device) == (whole.shape, whole.dtype, whole.device)
    assert (lazy.ndim, lazy.dim(), len(lazy), lazy.size(1)) == (5, 5, 1, FRAMES)


@pytest.mark.parametrize(
    "use",
    [
        lambda w: w,
        lambda w: w[0],
        lambda w: w[:, 3:9, 0],
        lambda w: w.to("cpu", torch.float64),
        lambda w: w.clone(),
        lambda w: torch.cat([w, w], dim=1),
        lambda w: 2 * w + 1,
        lambda w: copy.deepcopy(w),
        lambda w: pickle.loads(pickle.dumps(w)),
        lambda w: torch.from_numpy(w.numpy()),
        lambda w: torch.from_numpy(np.asarray(w)),
    ],
)
def test_whatever_is_done_with_it_sees_the_windows(lazy, whole, use):
    assert torch.equal(use(lazy), use(whole))
    assert torch.equal(use(whole), use(lazy))


def test_another_device_gets_the_mel_alone_and_gathers_there(lazy):
    assert lazy.on(torch.device("cpu")) is lazy
    moved = lazy.on(torch.device("meta"))
    assert (moved.mel.shape, moved.mel.device.type) == (lazy.mel.shape, "meta")
    assert moved.columns.device.type == moved.part(3, 9).device.type == "meta"
    assert moved.part(3, 9).shape == (6, 1, 80, 16)


def test_a_part_is_that_part(lazy, whole):
    for start, stop in ((0, 1), (0, FRAMES), (7, 19), (FRAMES - 1, FRAMES)):
        assert torch.equal(lazy.part(start, stop), whole[0, start:stop])
