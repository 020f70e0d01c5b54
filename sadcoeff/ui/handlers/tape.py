"""The sound of a live session, on its way to 16 kHz and kept for later."""

import math

import numpy as np

from sadcoeff.audio import SAMPLE_RATE, SAMPLES_PER_FRAME
from sadcoeff.audio.limits import HIGHEST_RATE, LOWEST_RATE
from sadcoeff.live.pieces import read_piece
from sadcoeff.live.resampling import LiveResampler
from sadcoeff.validation import whole_number

FULL_SCALE = 32_768  # of 16-bit samples


class Tape:
    """Pieces of sound in, whole video frames of 16 kHz out; it keeps them all.

    They are 16-bit, so that the networks hear exactly what a WAV file of them holds.
    """

    def __init__(self, max_seconds: float) -> None:
        """It takes no more than so many seconds."""
        self._most = math.floor(max_seconds * SAMPLE_RATE)  # samples
        self._rate = SAMPLE_RATE
        self._resampler = LiveResampler(SAMPLE_RATE)
        self._kept = bytearray()  # int16; grows in place
        self._given = 0  # samples of it

    @property
    def full(self) -> bool:
        """Whether it takes no more."""
        return len(self._kept) // 2 == self._most

    @property
    def samples(self) -> np.ndarray:
        """All that it has kept, (N,) int16."""
        return np.frombuffer(bytes(self._kept), np.int16)

    def push(self, samples: np.ndarray, rate: int) -> np.ndarray:
        """What is ready after (N,) or (N, channels) more at `rate` in Hz: (640 * n,) int16.

        The rate may change: a visitor may plug in another microphone.
        Raises AudioError for samples that are no sound, SettingError for the rate.
        """
        piece = read_piece(samples)
        whole_number("sample rate", rate, LOWEST_RATE, HIGHEST_RATE)
        if rate != self._rate:
            self._keep(self._resampler.finish())
            self._rate, self._resampler = rate, LiveResampler(rate)
        self._keep(self._resampler.push(piece))
        return self._give(len(self._kept) // 2 // SAMPLES_PER_FRAME * SAMPLES_PER_FRAME)

    def finish(self) -> np.ndarray:
        """The rest, (N,) int16."""
        self._keep(self._resampler.finish())
        return self._give(len(self._kept) // 2)

    def _keep(self, sound: np.ndarray) -> None:
        room = self._most - len(self._kept) // 2
        scaled = np.rint(sound[:room] * FULL_SCALE).clip(-FULL_SCALE, FULL_SCALE - 1)
        self._kept += scaled.astype(np.int16).tobytes()

    def _give(self, stop: int) -> np.ndarray:
        given = np.frombuffer(bytes(self._kept[2 * self._given : 2 * stop]), np.int16)
        self._given = stop
        return given
