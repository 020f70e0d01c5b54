"""Live sound to 16 kHz, with the samples of the whole recording and little delay.

soxr's own stream gives them too, but works in blocks: it holds back 37 ms of 48 kHz and 116 ms of
8 kHz, where its filter reaches 10 and 20 ms ahead.
"""

from math import gcd

import numpy as np

from sadcoeff.audio import SAMPLE_RATE, SAMPLES_PER_FRAME, to_16_khz

# Samples of the lower rate that soxr's filter (quality HQ) reaches to either side: measured with
# noise, what is further away changes no more than float32's rounding.
_REACH = 160


class LiveResampler:
    """Mono sound in, whole video frames of sound at 16 kHz out.

    Each stretch is resampled together with what the filter reaches on either side, beginning where
    a sample of one rate coincides with one of the other.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        common = gcd(rate, SAMPLE_RATE)
        self._step_in, self._step_out = rate // common, SAMPLE_RATE // common
        reach = 0 if rate == SAMPLE_RATE else _REACH
        self._reach = -(-reach * max(rate, SAMPLE_RATE) // SAMPLE_RATE)  # samples of `rate`
        self._sound = bytearray()  # float32, from step `_origin` on
        self._origin = 0
        self._given = self._sent = 0  # samples

    @property
    def stored(self) -> int:
        """Samples that are held."""
        return len(self._sound) // 4

    def push(self, samples: np.ndarray) -> np.ndarray:
        """The sound of the frames that are ready after (N,) float32 more: (640 * n,) float32."""
        self._sound += samples.tobytes()
        self._given += len(samples)
        ready = max(0, self._given - self._reach) * SAMPLE_RATE // self._rate
        return self._give(ready // SAMPLES_PER_FRAME * SAMPLES_PER_FRAME)

    def finish(self) -> np.ndarray:
        """The rest (M,) float32, after which there are ceil(N * 16000 / rate) samples in all."""
        return self._give(-(-self._given * SAMPLE_RATE // self._rate))

    def _give(self, stop: int) -> np.ndarray:
        """The samples up to `stop` that have not been given; drop what no later one needs."""
        if stop <= self._sent:
            return np.empty(0, np.float32)
        start = self._origin * self._step_out
        sound = to_16_khz([np.frombuffer(bytes(self._sound), np.float32)], self._rate)
        given = sound[self._sent - start : stop - start]
        self._sent = stop
        needed = stop * self._rate // SAMPLE_RATE - self._reach
        origin = max(self._origin, needed // self._step_in)
        del self._sound[: 4 * (origin - self._origin) * self._step_in]
        self._origin = origin
        return given
