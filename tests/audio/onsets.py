"""Sound whose time is known, and how late it comes out again."""

import numpy as np
from samples import speech

RATE = 16_000


def one_onset(rate: int, seconds: float = 1.6, silence: float = 0.6) -> np.ndarray:
    """Silence, then a click and speech: (N,) float32 at `rate`."""
    sound = speech(round(seconds * rate), rate, noise=0)
    start = round(silence * rate)
    sound[:start] = 0
    sound[start : start + rate // 500] = 0.7  # 2 ms
    return sound


def delay(samples: np.ndarray, wanted: np.ndarray) -> float:
    """Seconds by which `samples` is late, both (N,) at 16 kHz: where they correlate best."""
    size = 1 << (len(samples) + len(wanted)).bit_length()
    spectrum = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(wanted, size))
    best = int(np.argmax(np.fft.irfft(spectrum)))
    return (best if best < size // 2 else best - size) / RATE
