"""To the sample rate that the networks hear."""

from collections.abc import Iterable

import numpy as np
import soxr

from sadcoeff.audio.limits import SAMPLE_RATE


class Resampler:
    """One recording or live stream as it comes, mono.

    How the sound is cut changes no bit of what comes out, only when it does.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, quality="HQ")
        self._given = self._sent = 0  # samples

    def push(self, block: np.ndarray) -> np.ndarray:
        """The samples at 16 kHz that are ready after (N,) float32 more: (M,) float32.

        soxr holds back 37 ms of 48 kHz, 40 of 44.1 kHz, 58 of 32 kHz and 116 of 8 kHz at most.
        """
        self._given += len(block)
        ready = block if self._rate == SAMPLE_RATE else self._stream.resample_chunk(block)
        self._sent += len(ready)
        return ready

    def finish(self) -> np.ndarray:
        """The rest (M,) float32, after which there are ceil(N * 16000 / rate) samples in all.

        soxr alone can be one short.
        """
        rest = self._stream.resample_chunk(np.empty(0, np.float32), last=True)
        missing = max(0, -(-self._given * SAMPLE_RATE // self._rate) - self._sent)
        return np.append(rest, np.zeros(missing, np.float32))[:missing]


def to_16_khz(blocks: Iterable[np.ndarray], rate: int) -> np.ndarray:
    """Blocks of N samples in all as one array of ceil(N * 16000 / rate), float32."""
    resampler = Resampler(rate)
    sound = bytearray()  # grows in place, where joining blocks would hold all twice
    for block in blocks:
        sound += resampler.push(block).tobytes()
    sound += resampler.finish().tobytes()
    return np.frombuffer(sound, np.float32)
