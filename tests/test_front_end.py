"""Decoding, mel and windows against librosa and against the rules said plainly."""

import librosa
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from samples import speech

from sadcoeff.audio import load_audio
from sadcoeff.mel import log_mel, mel_filters, mel_windows, window_columns

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*slated for removal:DeprecationWarning"),  # audioread's
    pytest.mark.filterwarnings("ignore:n_fft=800 is too large:UserWarning"),  # librosa's, 640
]


def librosa_mel(samples):
    """The front end in librosa's words."""
    emphasised = np.append(samples[0], samples[1:] - 0.97 * samples[:-1].astype(np.float64))
    stft = librosa.stft(emphasised, n_fft=800, hop_length=200, pad_mode="constant")
    filters = librosa.filters.mel(
        sr=16000, n_fft=800, n_mels=80, fmin=55, fmax=7600, dtype=np.float64
    )
    level = 20 * np.log10(np.maximum(1e-5, filters @ np.abs(stft))) - 20
    return np.clip(8 * (level + 100) / 100 - 4, -4, 4)


def test_mel_filters_are_librosas():
    wanted = librosa.filters.mel(
        sr=16000, n_fft=800, n_mels=80, fmin=55, fmax=7600, dtype=np.float64
    )
    np.testing.assert_allclose(mel_filters(), wanted, rtol=0, atol=1e-9)


@pytest.mark.parametrize("samples", [640, 641, 1280, 12_345, 16_000, 900_000])
def test_log_mel_is_librosas(samples):
    sound = speech(samples, seed=3)
    mel = log_mel(sound)
    assert mel.shape == (80, 1 + samples // 200)
    np.testing.assert_allclose(mel, librosa_mel(sound), rtol=0, atol=1e-5)


def test_quiet_and_loud_passages_agree_too():
    sound = speech(32_000) * np.geomspace(1e-6, 30, 32_000, dtype=np.float32)
    mel = log_mel(sound)
    np.testing.assert_allclose(mel, librosa_mel(sound), rtol=0, atol=1e-4)
    assert mel.min() == -4
    assert mel.max() > 1


def test_silence_is_the_floor_and_clipping_the_ceiling():
    np.testing.assert_array_equal(log_mel(np.zeros(640)), np.full((80, 4), -4, np.float32))
    assert log_mel(1e6 * speech(6400)).max() == 4


def test_a_tone_peaks_in_the_band_of_its_pitch():
    centres = librosa.mel_frequencies(82, fmin=55, fmax=7600)[1:-1]
    for hz in (200, 440, 1000, 3000, 7000):
        mel = log_mel(np.sin(2 * np.pi * hz * np.arange(6400) / 16_000))
        assert np.abs(centres - hz).argmin() == mel[:, 16].argmax()


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_loading_is_librosas(tmp_path, rate, channels):
    path = tmp_path / "sound.wav"
    soundfile.write(path, speech(int(rate * 1.23), rate, channels), rate)
    wanted, _ = librosa.load(path, sr=16_000, res_type="soxr_hq")
    samples = load_audio(path)
    assert samples.dtype == np.float32
    assert len(samples) == len(wanted) // 640 * 640
    np.testing.assert_allclose(samples, wanted[: len(samples)], rtol=0, atol=1e-6)


def test_16_khz_is_taken_as_it_is(tmp_path):
    sound = speech(3333)
    soundfile.write(tmp_path / "sound.wav", sound, 16_000, subtype="FLOAT")
    np.testing.assert_array_equal(load_audio(tmp_path / "sound.wav"), sound[:3200])


@pytest.mark.parametrize(
    ("rate", "samples", "frames"),
    [
        *((8000, 320, 1), (8000, 639, 1), (16_000, 640, 1), (16_000, 1279, 1), (16_000, 1280, 2)),
        *((22_050, 881, 1), (44_100, 1762, 1), (44_100, 3525, 1), (44_100, 3526, 2)),
        *((48_000, 1918, 1), (48_000, 3837, 1), (48_000, 3838, 2), (96_000, 3835, 1)),
    ],
)
def test_a_resampled_length_is_rounded_up(tmp_path, rate, samples, frames):
    """48 kHz, 1918 samples: 639.33 at 16 kHz count as 640, one frame."""
    soundfile.write(tmp_path / "sound.wav", speech(samples, rate), rate)
    assert -(-samples * 16_000 // rate) // 640 == frames
    assert len(load_audio(tmp_path / "sound.wav")) == 640 * frames


def test_window_columns_follow_the_formula():
    for frames, columns in ((1, 4), (5, 17), (6000, 1 + 6000 * 640 // 200)):
        wanted = [
            [min(max(int(80.0 * ((i - 2) / 25.0)) + k, 0), columns - 1) for k in range(16)]
            for i in range(frames)
        ]
        np.testing.assert_array_equal(window_columns(frames, columns), wanted)


def test_the_first_windows_start_before_the_sound():
    """Towards zero: -6.4, -3.2, 0, 3.2, 6.4 become -6, -3, 0, 3, 6."""
    columns = window_columns(5, 400)
    assert columns[:, -1].tolist() == [9, 12, 15, 18, 21]
    assert columns[:, 0].tolist() == [0, 0, 0, 3, 6]
    assert columns[0].tolist() == [0] * 7 + list(range(1, 10))


@given(st.integers(1, 60), st.integers(0, 199))
def test_windows_hold_the_columns_they_name(frames, extra):
    columns = 1 + (640 * frames + extra) // 200
    mel = np.arange(80 * columns, dtype=np.float32).reshape(80, columns)
    windows = mel_windows(mel, frames)
    assert windows.shape == (frames, 80, 16)
    assert windows.flags.c_contiguous
    index = window_columns(frames, columns)
    for i in (0, frames // 2, frames - 1):
        for k in (0, 7, 15):
            np.testing.assert_array_equal(windows[i, :, k], mel[:, index[i, k]])
