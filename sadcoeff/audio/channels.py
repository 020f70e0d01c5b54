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
        # Sums and sums of squares, of each channel and last of all together: (C + 1,), while C
        # does not change.
        self._sums = self._squares = np.zeros(1)

    def mix(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Blocks (N, C) float32 as blocks (N,) float32."""
        for block in blocks:
            if self._channel is not None and self._channel < block.shape[1]:
                yield np.ascontiguousarray(block[:, self._channel])
            else:
                self._measure(block)
                yield average(block)

    def find_louder(self) -> int | None:
        """The loudest channel, where the average of all has cancelled; else None."""
        if len(self._sums) < 3 or self._count == 0:
            return None
        with np.errstate(all="ignore"):  # infinite samples are refused elsewhere
            power = self._squares - self._sums**2 / self._count
        each, together = power[:-1].sum(), power[-1]
        varies = each > _ROUNDING * self._squares[:-1].sum()
        return int(np.argmax(power[:-1])) if varies and together < CANCELLED * each else None

    def _measure(self, block: np.ndarray) -> None:
        if block.shape[1] == 1:
            return
        if block.shape[1] + 1 != len(self._sums):
            self._count, self._sums = 0, np.zeros(block.shape[1] + 1)
            self._squares = self._sums
        block = block[::_STRIDE].astype(np.float64)
        block = np.append(block, block.sum(axis=1, keepdims=True), axis=1)
        with np.errstate(all="ignore"):
            self._count += len(block)
            self._sums = self._sums + block.sum(axis=0)
            self._squares = self._squares + np.einsum("nc,nc->c", block, block)


def average(block: np.ndarray) -> np.ndarray:
    """Channels (N, C) float32 as one, (N,).

    `block.mean(axis=1)` to the bit, which takes three times as long for few channels.
    """
    zero = np.float32(0)  # since the mean of -0 is 0
    if block.shape[1] == 1:
        return block[:, 0] + zero
    if block.shape[1] == 2:
        return (block[:, 0] + block[:, 1] + zero) / 2
    return block.mean(axis=1)
