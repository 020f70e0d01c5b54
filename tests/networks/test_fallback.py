"""An accelerator that gives up in the middle of a run."""

import logging
from dataclasses import replace

import numpy as np
import pytest
import torch
from samples import fake_batch, write_speech

from sadcoeff import Audio2Coeff, audio2coeff, make_batch
from sadcoeff.batch import assembly, speech
from sadcoeff.errors import DeviceError
from sadcoeff.mel import mel_columns
from sadcoeff.networks.fallback import DEVICE_GONE
from sadcoeff.networks.inference import run_takes
from sadcoeff.weights.catalogue import CONFIGS

FULL = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.\nMore lines.")
GONE = DEVICE_GONE("CUDA error: device-side assert triggered")


@pytest.fixture
def on_gpu(golden_weights, monkeypatch):
    """The golden networks as if on a GPU, whose runs fail with the faults that are given."""
    model = Audio2Coeff({**CONFIGS, "checkpoint": golden_weights}, "cpu")
    on_gpu = replace(model.networks, device=torch.device("cuda:0"), frames_per_batch=2048)
    model.networks = on_gpu
    tried, faults = [], []
    spare = Audio2Coeff({**CONFIGS, "checkpoint": golden_weights}, "cpu")

    def failing(on, batches, style, noises, size, progress):
        if on is not on_gpu:
            return run_takes(on, batches, style, noises, size, progress)
        tried.append(size)
        if faults:
            raise faults.pop(0)
        takes = run_takes(spare.networks, batches, style, noises, 32, progress)
        return [replace(take, device="cuda:0") for take in takes]

    monkeypatch.setattr(audio2coeff, "run_takes", failing)
    return model, faults, tried


@pytest.mark.parametrize(
    ("faults", "sizes", "device"),
    [
        ([], [2048], "cuda:0"),
        ([FULL], [2048, 256], "cuda:0"),
        ([FULL, FULL], [2048, 256], "cpu"),
        ([FULL, GONE], [2048, 256], "cpu"),
        ([GONE], [2048], "cpu"),
    ],
)
def test_smaller_batches_then_the_cpu_with_the_same_numbers(
    on_gpu, model, caplog, faults, sizes, device
):
    gpu, queue, tried = on_gpu
    queue.extend(faults)
    with caplog.at_level(logging.WARNING, "sadcoeff"):
        take = gpu.take(fake_batch(20), 3, seed=1)
    assert tried == sizes
    assert take.device == device
    np.testing.assert_array_equal(take.pose, model.take(fake_batch(20), 3, seed=1).pose)
    said = " ".join(record.getMessage() for record in caplog.records)
    assert ("Continuing on the CPU instead of cuda:0." in said) == (device == "cpu")
    assert ("CUDA out of memory" in said) == (FULL in faults)
    assert "\n" not in said


def test_a_recording_lost_with_its_device_is_reported(on_gpu, monkeypatch):
    def fail(*_):
        raise GONE

    monkeypatch.setattr(audio2coeff, "run_takes", fail)
    with pytest.raises(
        DeviceError, match=r"'cuda:0' failed, and the recording's data is lost .* device 'cpu'"
    ):
        on_gpu[0].take(fake_batch(5), 0, seed=1)


@pytest.mark.parametrize("step", ["mel", "copies"])
def test_a_device_that_fails_at_a_recording_leaves_it_to_the_cpu(
    tmp_path, monkeypatch, caplog, step
):
    def failing(samples, device):
        if device.type == "cuda" and step == "mel":
            raise FULL
        return mel_columns(samples, torch.device("cpu"))

    def copied(tensor, device):
        if device.type == "cuda":
            raise FULL
        return tensor

    sound = write_speech(tmp_path / "speech.wav", 30)
    wanted = make_batch(sound, seed=1)
    monkeypatch.setattr(speech, "mel_columns", failing)
    monkeypatch.setattr(speech, "find_device", torch.device)
    monkeypatch.setattr(torch.Tensor, "to", copied)
    monkeypatch.setattr(assembly, "find_device", torch.device)
    with caplog.at_level(logging.WARNING, "sadcoeff"):
        made = make_batch(sound, seed=1, device="cuda:0")
    for name in ("indiv_mels", "ref", "ratio_gt"):
        assert made[name].device.type == "cpu"
        assert torch.equal(made[name], wanted[name])
    assert (
        "cuda:0 failed (CUDA out of memory. Tried to allocate 2.00 GiB. More lines): "
        in caplog.text
    )


def test_a_fault_of_the_cpu_is_not_hidden(model, monkeypatch):
    def fail(*_):
        raise RuntimeError("not enough memory")

    monkeypatch.setattr(audio2coeff, "run_takes", fail)
    with pytest.raises(RuntimeError, match="not enough memory"):
        model.take(fake_batch(5), 0, seed=1)
