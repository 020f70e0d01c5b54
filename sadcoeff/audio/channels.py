"""Several channels as one."""

from collections.abc import Iterable, Iterator

import numpy as np

# Power of the average, as a share of what it would have if the channels had nothing to do with
# each other.  Equal channels have 2 (in stereo), unrelated ones 1, one channel beside a silent
# one 1, opposite ones 0.  A correlation of -0.9 gives 0.1: no microphone pair and no mix is there,
# but a wire soldered the wrong way round is, and hardly more than the difference is left.
CANCELLED = 0.1
_ROUNDING = 1e-4  # of the power, below which what varies is rounding
_STRIDE = 7  # every so many samples are measured: powers need no more


class Mixer:
    """Average blocks of channels, or take one of them, and see whether the channels cancel."""

    def __init__(self, channel: int | None = None) -> None:
        self._channel = channel
        self._count = 0
        self._sums = self._products = np.zeros(0)  # (C,) and (C, C), while C does not change

    def mix(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Blocks (N, C) float32 as blocks (N,) float32."""
        for block in blocks:
            if self._channel is not None and self._channel < block.shape[1]:
                yield np.ascontiguousarray(block[:, self._channel])
            else:
                self._measure(block)
                yield _average(block)

    def find_louder(self) -> int | None:
        """The loudest channel, where the average of all has cancelled; else None."""
        channels = len(self._sums)
        if channels < 2 or self._count == 0:
            return None
        with np.errstate(all="ignore"):  # infinite samples are refused elsewhere
            spread = self._products - np.outer(self._sums, self._sums) / self._count
            power = np.trace(spread)
            cancelled = spread.sum() < CANCELLED * power
            constant = not power > _ROUNDING * np.trace(self._products)
        return int(np.argmax(np.diag(spread))) if cancelled and not constant else None

    def _measure(self, block: np.ndarray) -> None:
        channels = block.shape[1]
        if channels == 1:
            return
        if channels != len(self._sums):
            self._count, self._sums = 0, np.zeros(channels)
            self._products = np.zeros((channels, channels))
        block = block[::_STRIDE]
        with np.errstate(all="ignore"):
            self._count += len(block)
            self._sums = self._sums + block.sum(axis=0, dtype=np.float64)
            self._products = self._products + block.T @ block


def _average(block: np.ndarray) -> np.ndarray:
    """`block.mean(axis=1)` to the bit, which takes three times as long for few channels."""
    zero = np.float32(0)  # since the mean of -0 is 0
    if block.shape[1] == 1:
        return block[:, 0] + zero
    if block.shape[1] == 2:
        return (block[:, 0] + block[:, 1] + zero) / 2
    return block.mean(axis=1)
