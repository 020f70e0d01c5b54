"""Where a recording sounds like a voice: by its pitch, which noise and silence do not have."""

import numpy as np

from sadcoeff.audio.limits import SAMPLES_PER_FRAME

_STEP = 2  # samples averaged to one: 8 kHz is enough for a pitch
_HOP = SAMPLES_PER_FRAME // _STEP  # 40 ms
_WINDOW = 2 * _HOP  # 80 ms: several periods of the deepest voice
_LAGS = slice(20, 115)  # periods of 400 Hz down to 70 Hz, in samples at 8 kHz
_PITCH = 0.5  # correlation with what was a period ago; noise reaches 0.2, voices 0.6 to 0.95
_FLOOR = 1e-3  # of the loudest frames' power; a pitch below is an echo or hum
_AROUND = 8  # frames: consonants and pauses between words, which have no pitch
_FRAMES = 2000  # at a time, 5 MB


def find_speech(samples: np.ndarray) -> np.ndarray:
    """Frames (T,) bool of a recording (640 * T,) that are speech, as far as a pitch tells.

    Music has a pitch, too, and is not told from speech; a whisper has none.
    """
    sound = samples.reshape(-1, _STEP).mean(axis=1)
    sound = np.append(np.diff(sound, prepend=sound[:1]), np.zeros(_HOP, np.float32))
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_HOP]
    parts = [_pitch_and_power(frames[k : k + _FRAMES]) for k in range(0, len(frames), _FRAMES)]
    pitch, power = np.concatenate(parts, axis=1)
    voiced = (pitch > _PITCH) & (power > _FLOOR * np.percentile(power, 95))
    return np.convolve(voiced, np.ones(2 * _AROUND + 1), "same") > 0.5


def _pitch_and_power(frames: np.ndarray) -> np.ndarray:
    """Correlation at the best period, and power: (2, T)."""
    frames = frames - frames.mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(frames, 2 * _WINDOW)) ** 2
    correlation = np.fft.irfft(spectrum)[:, : _LAGS.stop]
    power = correlation[:, 0]
    shrink = 1 - np.arange(_LAGS.start, _LAGS.stop) / _WINDOW  # fewer samples, the longer the lag
    correlation = correlation[:, _LAGS] / shrink
    best = correlation.max(axis=1)
    best[best == correlation[:, 0]] = 0  # a tone below all voices, such as the hum of the mains
    return np.stack([best / np.maximum(power, 1e-20), power])
