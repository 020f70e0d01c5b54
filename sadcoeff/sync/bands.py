"""How loud a sound is in a few bands, 50 times a second: enough to tell when a mouth should move.

The networks' mel (`sadcoeff.mel`) would do as well, but it has 80 bands in float64, which takes
ten times as long, and it hears the level, which is none of the mouth's time.
"""

from functools import cache

import numpy as np

from sadcoeff.audio import SAMPLE_RATE

BANDS = 8
BANDS_PER_SECOND = 50
_HOP = SAMPLE_RATE // BANDS_PER_SECOND  # samples, 20 ms: half a video frame
_WINDOW = 512  # samples, 32 ms
_LOW, _HIGH = 100.0, 7000.0  # Hz
_FLOOR = 1e-4  # of the loudest: what is below is a pause
_LOUD = 95  # percentile of a band's power that counts as its loudest
_BLOCK = 4096  # windows at a time, 8 MB


def read_bands(samples: np.ndarray) -> np.ndarray:
    """Logarithm of the power in each band, of 16 kHz sound (N,), N >= 320: (N // 320, 8) float32.

    Relative to the loudest, and not below -40 dB of it; row k is around sample 320 k.
    """
    count = len(samples) // _HOP
    power = np.empty((count, BANDS), np.float32)
    for first in range(0, count, _BLOCK):
        last = min(first + _BLOCK, count)
        power[first:last] = _power(_windows(samples, first, last))
    loudest = np.percentile(power, _LOUD, axis=0).max()
    return np.log(power / loudest + _FLOOR) if loudest else np.full_like(power, np.log(_FLOOR))


def _windows(samples: np.ndarray, first: int, last: int) -> np.ndarray:
    """Windows first...last - 1, (N, 512) float32, of a sound with silence at both ends."""
    start, stop = first * _HOP - _WINDOW // 2, (last - 1) * _HOP + _WINDOW // 2
    part = samples[max(start, 0) : stop].astype(np.float32)
    part = np.pad(part, (max(-start, 0), max(stop - len(samples), 0)))
    return np.lib.stride_tricks.sliding_window_view(part, _WINDOW)[::_HOP]


def _power(windows: np.ndarray) -> np.ndarray:
    """(N, 8) of windows (N, 512)."""
    spectrum = np.fft.rfft(windows * np.hanning(_WINDOW).astype(np.float32))
    return (np.square(spectrum.real) + np.square(spectrum.imag)) @ _band_filters()


@cache
def _band_filters() -> np.ndarray:
    """Triangles over the spectrum's bins, (257, 8): evenly spaced on O'Shaughnessy's mel scale."""
    low, high = 2595 * np.log10(1 + np.array([_LOW, _HIGH]) / 700)
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE)[:, None]
    below, centre, above = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - below) / (centre - below), (above - bins) / (above - centre)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
