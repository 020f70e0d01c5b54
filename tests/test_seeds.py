"""Every draw can be repeated, and a seed of one's own leaves the global generators alone."""

import random

import numpy as np
import pytest
import torch
from samples import fake_batch

from sadcoeff import make_batch
from sadcoeff.errors import SettingError
from sadcoeff.motion.blinks import blink_ratio


def test_a_seed_gives_what_the_global_torch_generator_gives(model):
    batch = fake_batch(40)
    for seed in (0, 2**40):
        torch.manual_seed(seed)
        np.testing.assert_array_equal(model.predict(batch, 2), model.predict(batch, 2, seed=seed))


def test_a_seed_gives_the_blinks_of_the_global_random(one_second):
    for seed in range(20):
        random.seed(seed)
        np.testing.assert_array_equal(
            blink_ratio(300, random), blink_ratio(300, random.Random(seed))
        )
    random.seed(3)
    drawn = make_batch(one_second)["ratio_gt"]
    assert drawn.any()
    assert torch.equal(drawn, make_batch(one_second, seed=3)["ratio_gt"])


def test_a_seed_leaves_global_state_untouched(model, one_second, tmp_path):
    def state():
        numpys = np.random.get_state()[1]  # noqa: NPY002, the global generator is meant
        return torch.get_rng_state().tolist(), random.getstate(), numpys.tolist()

    before = state()
    model.generate(make_batch(one_second, seed=4), tmp_path, 1, seed=4)
    assert state() == before


def test_without_a_seed_runs_differ(model):
    batch = fake_batch(5)
    first, second = (model.predict(batch, 0) for _ in range(2))
    np.testing.assert_array_equal(first[:, :64], second[:, :64])
    assert not np.array_equal(first[:, 64:], second[:, 64:])


def test_seeds_change_the_pose_alone(model):
    batch = fake_batch(5)
    first, second = (model.predict(batch, 0, seed=s) for s in (1, 2))
    np.testing.assert_array_equal(first[:, :64], second[:, :64])
    assert np.abs(first[1:, 64:] - second[1:, 64:]).max() > 1e-4


@pytest.mark.parametrize("seed", [-(2**63), -1, 0, 2**64 - 1, np.int64(9), np.uint8(9), 9.0])
def test_every_seed_that_torch_takes_works(model, one_second, seed):
    batch = make_batch(one_second, seed=seed)
    twice = [model.predict(batch, 0, seed=seed) for _ in range(2)]
    np.testing.assert_array_equal(*twice)


@pytest.mark.parametrize("seed", [-(2**63) - 1, 2**64, 1.5, "one", float("nan"), float("inf"), [1]])
def test_a_seed_out_of_range_is_named(model, one_second, seed):
    for run in (
        lambda: make_batch(one_second, seed=seed),
        lambda: model.predict(fake_batch(2), 0, seed=seed),
    ):
        with pytest.raises(SettingError, match="seed is") as caught:
            run()
        assert repr(seed) in str(caught.value)
