"""To the sample rate that the networks hear."""

from collections.abc import Iterable

import numpy as np
import soxr

from sadcoeff.audio.limits import SAMPLE_RATE


def to_16_khz(blocks: Iterable[np.ndarray], rate: int) -> np.ndarray:
    """Blocks of N samples in all as one array of ceil(N * 16000 / rate), float32.

    soxr alone can be one short.
    """
    resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, quality="HQ")
    sound, given = bytearray(), 0  # grows in place, where joining blocks would hold all twice
    for block in blocks:
        given += len(block)
        sound += (block if rate == SAMPLE_RATE else resampler.resample_chunk(block)).tobytes()
    sound += resampler.resample_chunk(np.empty(0, np.float32), last=True).tobytes()
    length = -(-given * SAMPLE_RATE // rate)
    sound += bytes(max(0, 4 * length - len(sound)))
    return np.frombuffer(sound, np.float32)[:length]
