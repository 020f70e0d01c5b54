"""`make_batch` gives what `generate` takes; other batches and devices are refused."""

import numpy as np
import pytest
import soundfile
import torch
from samples import face, fake_batch, speech, write_coeffs

from sadcoeff import Audio2Coeff, make_batch
from sadcoeff.audio.levels import USUAL_LEVEL, speech_level
from sadcoeff.devices import find_device, list_devices
from sadcoeff.errors import SettingError
from sadcoeff.mel import log_mel, mel_windows
from sadcoeff.weights.catalogue import CONFIGS

ABSENT = ["cuda:99", "mps:1", "gpu", "", "CPU", None, "cpu:1", 0]


def test_a_batch_has_the_documented_shapes(one_second, tmp_path):
    source = write_coeffs(tmp_path / "my face.mat", face(4))
    batch = make_batch(one_second, source, seed=1)
    shapes = {k: tuple(v.shape) for k, v in batch.items() if isinstance(v, torch.Tensor)}
    assert shapes == {"indiv_mels": (1, 25, 1, 80, 16), "ref": (1, 25, 70), "ratio_gt": (1, 25, 1)}
    assert {batch[k].dtype for k in shapes} == {torch.float32}
    assert {k: batch[k] for k in batch if k not in shapes} == {
        "num_frames": 25,
        "audio_name": "one_second",
        "pic_name": "my face",
        "raised_db": 0.0,
    }


def test_windows_are_those_of_the_sound(one_second):
    wanted = mel_windows(log_mel(speech(16_000)), 25)
    got = make_batch(str(one_second))["indiv_mels"][0, :, 0].numpy()
    np.testing.assert_allclose(got, wanted, rtol=0, atol=0.05)  # 16-bit samples
    assert np.abs(got - wanted).mean() < 1e-3


def test_a_quiet_recording_is_raised_if_asked_and_the_file_says_by_how_much(model, tmp_path):
    quiet = speech(16_000) * np.float32(1e-3)
    soundfile.write(tmp_path / "quiet.wav", quiet, 16_000, "FLOAT")
    plain = make_batch(tmp_path / "quiet.wav", seed=1)
    raised = make_batch(tmp_path / "quiet.wav", seed=1, normalise=True)
    assert plain["raised_db"] == 0
    assert raised["raised_db"] == pytest.approx(USUAL_LEVEL - speech_level(quiet))
    wanted = mel_windows(log_mel(quiet * np.float32(10 ** (raised["raised_db"] / 20))), 25)
    got = raised["indiv_mels"][0, :, 0].numpy()
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-4)
    takes = [model.take(batch, 0, seed=1) for batch in (plain, raised)]
    assert [take.meta().raised_db for take in takes] == [None, round(raised["raised_db"], 2)]


def test_the_first_row_of_the_source_is_repeated(one_second, tmp_path):
    source = write_coeffs(tmp_path / "face.mat", face(4))
    ref = make_batch(one_second, source)["ref"][0].numpy()
    np.testing.assert_array_equal(ref, np.repeat(face(4)[:1, :70], 25, axis=0))


def test_without_a_source_the_reference_is_zero(one_second):
    batch = make_batch(one_second)
    assert not batch["ref"].any()
    assert batch["pic_name"] == "neutral"


@pytest.mark.parametrize(
    "change",
    [
        {"num_frames": 4},
        {"num_frames": 0},
        {"num_frames": None},
        {"indiv_mels": torch.zeros(1, 3, 80, 16)},
        {"indiv_mels": torch.zeros(2, 3, 1, 80, 16)},
        {"ref": torch.zeros(1, 3, 73)},
        {"ref": None},
        {"ratio_gt": torch.zeros(1, 4, 1)},
    ],
)
def test_a_batch_of_another_shape_is_refused(model, tmp_path, change):
    with pytest.raises(SettingError, match="is not one of make_batch for"):
        model.generate({**fake_batch(3), **change}, tmp_path / "out", 0, seed=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("key", fake_batch(1))
def test_a_batch_that_lacks_an_entry_is_refused(model, tmp_path, key):
    batch = {k: v for k, v in fake_batch(3).items() if k != key}
    with pytest.raises(SettingError, match="is not one of make_batch for"):
        model.generate(batch, tmp_path / "out", 0, seed=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("given", ["speech.wav", None, np.zeros(16000)])
def test_what_is_no_batch_is_refused(model, given):
    with pytest.raises(SettingError, match="is no batch: make one of a recording with make_batch"):
        model.predict(given, 0)


@pytest.mark.parametrize("name", ABSENT)
def test_an_unknown_device_is_named_beside_those_there_are(golden_weights, one_second, name):
    for run in (
        lambda: find_device(name),
        lambda: make_batch(one_second, device=name),
        lambda: Audio2Coeff({**CONFIGS, "checkpoint": golden_weights}, name),
    ):
        with pytest.raises(SettingError) as caught:
            run()
        assert f"This machine has no device '{name}': use one of " in str(caught.value)
        assert str(caught.value).endswith("cpu.")


def test_cuda_is_refused_where_there_is_none(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert list_devices() == ["cpu"]
    assert find_device("auto") == torch.device("cpu")
    for name in ("cuda", "cuda:0", "mps"):
        with pytest.raises(SettingError, match=f"no device '{name}': use one of cpu."):
            find_device(name)


def test_the_best_device_comes_first(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert list_devices() == ["cuda:0", "cuda:1", "mps", "cpu"]
    assert find_device("auto") == find_device("cuda") == torch.device("cuda:0")
    assert find_device("cuda:1").index == 1


@pytest.mark.parametrize("name", ["cpu", torch.device("cpu")])
def test_a_device_may_be_a_name_or_torchs_own(one_second, name):
    assert find_device(name) == torch.device("cpu")
    assert make_batch(one_second, device=name)["ref"].device.type == "cpu"
