"""One model serves several threads, and changes nothing that is given to it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from samples import fake_batch, read_back

THREADS = 8


def copy(batch):
    return {k: v.clone() if isinstance(v, torch.Tensor) else v for k, v in batch.items()}


def test_eight_threads_equal_the_quiet_runs_bit_for_bit(model, tmp_path):
    batches = [fake_batch(31 + n, seed=n) for n in range(THREADS)]
    quiet = [model.predict(b, n, seed=n) for n, b in enumerate(batches)]

    def run(n):
        return read_back(model.generate(batches[n], tmp_path / str(n), n, seed=n))

    with ThreadPoolExecutor(THREADS) as pool:
        for wanted, got in zip(quiet, pool.map(run, range(THREADS)), strict=True):
            np.testing.assert_array_equal(got, wanted)


def test_threads_that_write_the_same_file_leave_one_whole_file(model, tmp_path):
    batch = fake_batch(5)
    with ThreadPoolExecutor(THREADS) as pool:
        paths = set(pool.map(lambda _: model.generate(batch, tmp_path, 0, seed=1), range(16)))
    (path,) = paths
    np.testing.assert_array_equal(read_back(path), model.predict(batch, 0, seed=1))
    assert [str(p) for p in tmp_path.iterdir()] == [path]


def test_a_batch_is_never_changed(model, tmp_path):
    batch = fake_batch(40)
    before = copy(batch)
    model.generate(batch, tmp_path, 3, seed=1)
    assert list(batch) == list(before)
    for key, value in before.items():
        same = torch.equal if isinstance(value, torch.Tensor) else lambda a, b: a == b
        assert same(batch[key], value), key


def test_a_model_is_never_changed(model):
    nets = (model.audio2pose_model, model.audio2exp_model)
    before = [v.clone() for net in nets for v in net.state_dict().values()]
    model.predict(fake_batch(40), 3, seed=1)
    after = [v for net in nets for v in net.state_dict().values()]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert not any(net.training for net in nets)
    assert not any(p.requires_grad for net in nets for p in net.parameters())


def test_progress_counts_every_frame(model):
    seen = []
    model.predict(fake_batch(120), 0, seed=1, progress=lambda *counts: seen.append(counts))
    assert seen == [(50, 120), (100, 120), (120, 120)]


def test_what_progress_raises_ends_the_run_and_writes_nothing(model, tmp_path):
    def stop(*_):
        raise InterruptedError("enough")

    with pytest.raises(InterruptedError, match="enough"):
        model.generate(fake_batch(3), tmp_path / "out", 0, seed=1, progress=stop)
    assert not (tmp_path / "out").exists()
