"""Files that are not weights, and a sadtalker_path that contradicts itself."""

import os
import pickle
import re
import zipfile

import pytest
import torch

from sadcoeff import Audio2Coeff, find_weights, load_cpk
from sadcoeff.errors import SettingError, WeightsError
from sadcoeff.weights.catalogue import CONFIGS


def open_with(**paths):
    return Audio2Coeff({**CONFIGS, **paths}, "cpu")


def refusal(error, run):
    """The message with which `run` fails."""
    with pytest.raises(error) as caught:
        run()
    return str(caught.value)


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.999])
def test_a_truncated_safetensors_file_is_named(golden_weights, tmp_path, share):
    path = tmp_path / "cut.safetensors"
    content = golden_weights.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    message = refusal(WeightsError, lambda: open_with(checkpoint=path))
    assert f"'{path}' is damaged or not a safetensors file" in message


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.999])
def test_a_truncated_pth_file_is_named(golden_pth, tmp_path, share):
    path = tmp_path / "cut.pth"
    with open(golden_pth["audio2exp_checkpoint"], "rb") as file:
        content = file.read()
    path.write_bytes(content[: int(share * len(content))])
    pair = {**golden_pth, "audio2exp_checkpoint": path}
    message = refusal(WeightsError, lambda: open_with(**pair))
    assert f"'{path}' cannot be read as a checkpoint" in message


def test_every_cut_of_an_old_style_pth_file_is_refused(tmp_path):
    path = tmp_path / "old.pth"
    content = {"model": {"weight": torch.ones(3)}, "optimizer": {}, "epoch": 3}
    torch.save(content, path, _use_new_zipfile_serialization=False)
    assert load_cpk(path) == 3
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert "cannot be read" in refusal(WeightsError, lambda: load_cpk(path))


def test_a_damaged_storage_key_in_an_old_style_pth_file_is_refused(tmp_path):
    path = tmp_path / "old.pth"
    content = {"model": {"weight": torch.ones(3)}, "epoch": 3}
    torch.save(content, path, _use_new_zipfile_serialization=False)
    whole = bytearray(path.read_bytes())
    *_, key = re.finditer(rb"[0-9]{9,}", whole)
    whole[key.start()] ^= 1
    path.write_bytes(whole)
    assert "cannot be read" in refusal(WeightsError, lambda: load_cpk(path))


class Payload:
    """Unpickling this makes a folder."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __reduce__(self):
        return os.mkdir, (self.folder,)


@pytest.mark.parametrize("packed", ["pickle", "torch", "zip"])
def test_code_in_a_pth_file_never_runs(tmp_path, packed):
    path, proof = tmp_path / "evil.pth", tmp_path / "ran"
    content = {"model": {}, "optimizer": Payload(proof), "epoch": 1}
    if packed == "torch":
        torch.save(content, path)
    elif packed == "pickle":
        path.write_bytes(pickle.dumps(content, 2))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("evil/data.pkl", pickle.dumps(content, 2))
    assert "holds more than tensors and numbers" in refusal(WeightsError, lambda: load_cpk(path))
    assert not proof.exists()
    pickle.loads(pickle.dumps(Payload(proof)))
    assert proof.is_dir(), "the payload would have worked"


@pytest.mark.parametrize("content", [b"hello, I am no checkpoint\n" * 40, b"", b"\0" * 500])
def test_a_text_or_empty_file_is_named(tmp_path, golden_pth, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    message = refusal(WeightsError, lambda: open_with(checkpoint=path))
    assert f"'{path}' is damaged or not a safetensors file" in message
    pair = {**golden_pth, "audio2pose_checkpoint": path}
    message = refusal(WeightsError, lambda: open_with(**pair))
    assert f"'{path}' cannot be read as a checkpoint" in message


def test_the_other_kind_of_file_is_refused(golden_weights, golden_pth):
    pth = golden_pth["audio2exp_checkpoint"]
    message = refusal(WeightsError, lambda: open_with(checkpoint=pth))
    assert f"'{pth}' is damaged or not a safetensors file" in message
    pair = {**golden_pth, "audio2exp_checkpoint": golden_weights}
    message = refusal(WeightsError, lambda: open_with(**pair))
    # Newer versions of torch.load open safetensors files.
    faults = ("cannot be read as a checkpoint", "has no usable 'epoch'")
    assert message.startswith(tuple(f"'{golden_weights}' {fault}" for fault in faults))


@pytest.mark.parametrize("name", ["absent.safetensors", "x" * 300, "nul\0byte"])
def test_a_missing_file_is_named(tmp_path, name):
    path = f"{tmp_path}/{name}"
    message = refusal(WeightsError, lambda: open_with(checkpoint=path))
    assert message.startswith(f"No checkpoint '{path}'")
    assert path in refusal(WeightsError, lambda: find_weights(path + "-none"))


@pytest.mark.parametrize("flag", [{}, {"use_safetensor": True}, {"use_safetensor": False}])
def test_both_kinds_or_neither_are_refused(golden_weights, golden_pth, flag):
    for paths in ({}, {"checkpoint": golden_weights, **golden_pth}):
        message = refusal(WeightsError, lambda paths=paths: open_with(**paths, **flag))
        assert "one kind of weights" in message


def test_use_safetensor_must_agree_with_what_is_given(golden_weights, golden_pth):
    for paths in (
        {"checkpoint": golden_weights, "use_safetensor": False},
        {**golden_pth, "use_safetensor": True},
    ):
        message = refusal(WeightsError, lambda paths=paths: open_with(**paths))
        assert "must name one kind of weights" in message
    assert open_with(checkpoint=golden_weights, use_safetensor=True)
    assert open_with(**golden_pth, use_safetensor=False)


@pytest.mark.parametrize("key", ["audio2pose_checkpoint", "audio2exp_checkpoint"])
@pytest.mark.parametrize("value", [None, ""])
def test_half_a_pair_names_the_missing_half(golden_pth, key, value):
    message = refusal(SettingError, lambda: open_with(**{**golden_pth, key: value}))
    assert f"lacks '{key}'" in message


@pytest.mark.parametrize("given", ["demo.safetensors", None, 3])
def test_a_path_alone_does_not_name_weights(given):
    with pytest.raises(SettingError, match="give what find_weights returns"):
        Audio2Coeff(given, "cpu")


@pytest.mark.parametrize("key", ["audio2pose_yaml_path", "audio2exp_yaml_path"])
def test_a_missing_yaml_entry_is_named(golden_weights, key):
    paths = {k: v for k, v in CONFIGS.items() if k != key} | {"checkpoint": golden_weights}
    assert f"lacks '{key}'" in refusal(SettingError, lambda: Audio2Coeff(paths, "cpu"))
