"""Faults that `make fuzz` once found in this program, one test each."""

import io
import zipfile

import numpy as np
import pytest
import soundfile
import torch
from fuzzing.lies import wav
from fuzzing.mat_bytes import level4
from fuzzing.packed_mats import bomb
from safetensors.torch import save_file

from sadcoeff import load_cpk
from sadcoeff.audio import load_audio
from sadcoeff.audio.limits import block_frames
from sadcoeff.errors import AudioError, CoeffFileError, WeightsError
from sadcoeff.files.read import read_coeffs
from sadcoeff.weights.checkpoint import load_safetensors


@pytest.mark.parametrize("rate", [1, 7, 999, 10_000_001, 2**31 - 1])
def test_a_rate_that_no_recording_has_is_refused(tmp_path, rate):
    """A WAV at 1 Hz took a gigabyte when it was resampled to 16 kHz."""
    (tmp_path / "a.wav").write_bytes(wav(bytes(40_000), rate))
    with pytest.raises(AudioError, match=rf"'a\.wav' has a sample rate of {rate} Hz: it must be"):
        load_audio(tmp_path / "a.wav")


@pytest.mark.parametrize(("rate", "frames"), [(1000, 40), (10**7, 400_000)])
def test_the_lowest_and_highest_rates_are_read(tmp_path, rate, frames):
    (tmp_path / "a.wav").write_bytes(wav(bytes(2 * frames), rate))
    assert len(load_audio(tmp_path / "a.wav")) == 640


def test_a_thousand_channels_are_decoded_a_few_frames_at_a_time(tmp_path):
    """A block of them took a gigabyte."""
    assert block_frames(1000) * 1000 <= 1 << 18
    assert (block_frames(1), block_frames(10**6)) == (1 << 18, 1)
    sound = np.linspace(-0.5, 0.4, 1000)[None].repeat(640, axis=0)
    soundfile.write(tmp_path / "a.wav", sound, 16_000, subtype="FLOAT")
    np.testing.assert_allclose(load_audio(tmp_path / "a.wav"), -0.05, atol=1e-6)


def test_far_more_samples_than_speech_needs_exceed_a_limit_in_seconds(tmp_path):
    """Silence in 8 channels at 192 kHz is a small file, but slow to decode."""
    soundfile.write(tmp_path / "a.flac", np.zeros((192_000, 8)), 192_000)
    with pytest.raises(AudioError, match=r"'a\.flac' has 8 channels at 192000 Hz, too many samp"):
        load_audio(tmp_path / "a.flac", max_seconds=4)
    assert len(load_audio(tmp_path / "a.flac", max_seconds=8)) == 16_000
    assert len(load_audio(tmp_path / "a.flac")) == 16_000


@pytest.mark.parametrize("columns", [-26, -1, -(2**31)])
def test_a_level_4_variable_that_leads_back_to_itself_is_refused(tmp_path, columns):
    """scipy read the first one forever: its size leads the reader back to its start."""
    path = tmp_path / "a.mat"
    path.write_bytes(level4(b"other", (1, columns), 50))
    with pytest.raises(CoeffFileError, match=r"'a\.mat' looks like a MAT file of version 4, which"):
        read_coeffs(path)


def test_a_megabyte_that_unpacks_to_a_gigabyte_is_refused(tmp_path):
    """640,000 rows of 257 columns were within the former limit of rows, and took 2 GB."""
    (tmp_path / "a.mat").write_bytes(bomb(b"coeff", 640_000, 257))
    with pytest.raises(CoeffFileError, match="has 640000 rows, more than the limit of 93385"):
        read_coeffs(tmp_path / "a.mat")


def pth(content) -> bytes:
    file = io.BytesIO()
    torch.save({"model": content, "optimizer": {}, "epoch": 1}, file)
    return file.getvalue()


def test_a_compressed_checkpoint_is_refused(tmp_path):
    """torch would unpack it: a megabyte took two gigabytes."""
    good, path = pth({}), tmp_path / "a.pth"
    path.write_bytes(good)
    assert load_cpk(path) == 1
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(path, "w", 8) as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry) + bytes(50_000))
    with pytest.raises(WeightsError, match=r"a\.pth' cannot be read as a checkpoint"):
        load_cpk(path)


@pytest.mark.parametrize(
    "strange",
    [
        lambda t: t.to("meta"),
        lambda t: t.to_sparse(),
        lambda t: t.to(torch.complex64),
    ],
    ids=["meta", "sparse", "complex"],
)
def test_a_tensor_that_does_not_hold_plain_numbers_is_refused(tmp_path, strange):
    """A tensor without values has no answer to whether they are finite."""
    layer = torch.nn.Linear(3, 2)
    state = {**layer.state_dict(), "weight": strange(torch.ones(2, 3))}
    (tmp_path / "a.pth").write_bytes(pth(state))
    with pytest.raises(WeightsError, match=r"a\.pth' .* it has no plain tensor at weight;"):
        load_cpk(tmp_path / "a.pth", layer)


@pytest.mark.parametrize("strange", [lambda t: t.to("meta"), lambda t: t[:1, :1].expand(9**9, 9)])
def test_an_optimizer_with_tensors_that_hold_no_plain_numbers_is_refused(tmp_path, strange):
    """One number repeated billions of times was copied in full; meta tensors crash in torch."""
    layer = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    state = optimizer.state_dict()
    state["state"][0]["exp_avg"] = strange(state["state"][0]["exp_avg"].double())
    torch.save({"model": {}, "optimizer": state, "epoch": 1}, tmp_path / "a.pth")
    with pytest.raises(WeightsError, match=r"a\.pth' does not fit this one: a tensor in it does"):
        load_cpk(tmp_path / "a.pth", optimizer=optimizer)


def test_a_long_key_with_line_breaks_is_escaped_and_cut(tmp_path):
    save_file({"a.\n\x1b[31m" + "x" * 10**5: torch.ones(1)}, tmp_path / "a.safetensors")
    with pytest.raises(WeightsError, match=r"has an unknown a\.\\n\\x1b\[31mx+\.\.\.;") as caught:
        load_safetensors(tmp_path / "a.safetensors", {"a.": torch.nn.Identity()})
    assert len(str(caught.value)) < 500
