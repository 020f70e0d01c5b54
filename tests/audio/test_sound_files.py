"""WAV, FLAC, OGG and MP3 at every rate and number of channels."""

import io
from itertools import product

import numpy as np
import pytest
import soundfile
from samples import read_back, speech

from sadcoeff import make_batch
from sadcoeff.audio import load_audio
from sadcoeff.mel import log_mel

RATES = (8000, 22_050, 44_100, 48_000, 96_000)
SECONDS = 1.003  # off every frame's edge
TOLERANCE = {"wav": 0.02, "flac": 0.02, "ogg": 0.25, "mp3": 0.25}  # in mel, where there is sound


COMBINATIONS = [
    (kind, rate, channels)
    for kind, rate, channels in product(TOLERANCE, RATES, (1, 2, 6))
    if kind != "mp3" or (rate <= 48_000 and channels <= 2)
]


def write(folder, kind, rate, channels, seconds=SECONDS):
    path = folder / f"sound.{kind}"
    soundfile.write(path, speech(int(seconds * rate), rate, channels, noise=0), rate)
    return path


@pytest.mark.parametrize(("kind", "rate", "channels"), COMBINATIONS)
def test_every_format_gives_the_frames_and_sound_that_went_in(tmp_path, kind, rate, channels):
    samples = load_audio(write(tmp_path, kind, rate, channels))
    assert samples.shape == (25 * 640,)
    loudness = 1 if channels == 1 else np.linspace(1, 0.4, channels).mean()
    wanted = log_mel(loudness * speech(25 * 640, noise=0))
    heard = (wanted > -1) & (np.arange(80)[:, None] < 50)  # voiced, below the 8 kHz files' end
    assert heard.mean() > 0.2
    error = np.abs(log_mel(samples) - wanted)[heard]
    assert np.median(error) < TOLERANCE[kind]


@pytest.mark.parametrize(
    ("kind", "rate", "channels"),
    [("wav", 96_000, 6), ("flac", 8000, 1), ("ogg", 44_100, 2), ("mp3", 22_050, 1)],
)
def test_the_whole_way_to_a_file(model, tmp_path, kind, rate, channels):
    audio = write(tmp_path, kind, rate, channels)
    path = model.generate(make_batch(audio, seed=1), tmp_path / "out", 3, seed=1)
    assert path == str(tmp_path / "out" / "neutral##sound.mat")
    coeffs = read_back(path)
    assert coeffs.shape == (25, 70)
    assert coeffs.dtype == np.float32
    assert np.isfinite(coeffs).all()


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_every_kind_of_sample_is_scaled_to_one(tmp_path, subtype):
    sound = speech(6400)
    soundfile.write(tmp_path / "sound.wav", sound, 16_000, subtype=subtype)
    atol = 0.01 if subtype == "PCM_U8" else 1e-4
    np.testing.assert_allclose(load_audio(tmp_path / "sound.wav"), sound, rtol=0, atol=atol)


def test_channels_are_averaged_before_resampling(tmp_path):
    left, right = speech(48_000, 48_000, seed=1), speech(48_000, 48_000, seed=2)
    stereo, mono = tmp_path / "stereo.wav", tmp_path / "mono.wav"
    soundfile.write(stereo, np.stack([left, right], axis=1), 48_000, subtype="FLOAT")
    soundfile.write(mono, (left + right) / 2, 48_000, subtype="FLOAT")
    np.testing.assert_allclose(load_audio(stereo), load_audio(mono), rtol=0, atol=1e-6)


def test_sound_longer_than_one_block_is_whole(tmp_path):
    """A block is 262 144 samples; MP3 and OGG must go on where the block before ended."""
    for kind in ("flac", "ogg", "mp3"):
        path = write(tmp_path, kind, 16_000, 2, seconds=40)
        whole, _ = soundfile.read(path, dtype="float32")
        samples = load_audio(path)
        assert samples.shape == (1000 * 640,)
        np.testing.assert_allclose(samples, whole.mean(axis=1), rtol=0, atol=1e-6)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF])
def test_a_streamed_wav_without_its_length_is_whole(tmp_path, size):
    """Recorders that cannot go back leave the size fields of the header at their largest."""
    file = io.BytesIO()
    soundfile.write(file, speech(16_000), 16_000, format="WAV")
    content = bytearray(file.getvalue())
    content[4:8] = content[40:44] = size.to_bytes(4, "little")
    (tmp_path / "stream.wav").write_bytes(content)
    np.testing.assert_allclose(
        load_audio(tmp_path / "stream.wav"), speech(16_000), rtol=0, atol=1e-4
    )


def test_the_content_decides_not_the_ending(tmp_path):
    path = write(tmp_path, "flac", 16_000, 1).rename(tmp_path / "sound.mp3")
    assert load_audio(path).shape == (25 * 640,)
    other = tmp_path / "Grüße, 世界 🎤 #1.wav"
    assert len(load_audio(write(tmp_path, "wav", 16_000, 1).rename(other))) == 25 * 640
