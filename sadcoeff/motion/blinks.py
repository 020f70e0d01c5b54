"""When the eyes close: blinks drawn in SadTalker's order, or spread out at a rate."""

import random
from collections.abc import Iterator
from itertools import repeat
from typing import Protocol

import numpy as np

from sadcoeff.motion.columns import FPS

BLINK = (0.5, 0.9, 1.0, 0.9, 0.5)  # strength over five frames, 0.2 s
# What of an eye-blink file is followed: how far its lids are closed, or all 64 coefficients.
EYELIDS, WHOLE_EXPRESSION = "eyelids", "expression"
EYE_BLINK_MODES = (EYELIDS, WHOLE_EXPRESSION)

MIN_GAP, MAX_GAP = 10, 70  # frames of open eyes before a blink


class _Chooser(Protocol):
    def choice(self, seq: range) -> int: ...


def blink_ratio(num_frames: int, rng: _Chooser) -> np.ndarray:
    """Draw the blink strength of each frame, (T,) float32 in 0...1, in SadTalker's order.

    `rng` is `random` or a `random.Random`.  Recordings of fewer than 22 frames get no blink (at 21
    frames the range of gaps is empty, and the original crashes).
    """
    ratio = np.zeros(num_frames, np.float32)
    gaps = range(min(MIN_GAP, num_frames), min(num_frames // 2, MAX_GAP))
    position = 0
    while gaps:  # there are none up to 21 frames
        start = position + rng.choice(gaps)
        position = start + len(BLINK)
        if position > num_frames - 1:
            break
        ratio[start:position] = BLINK
    return ratio


def blink_stream(rng: _Chooser) -> Iterator[float]:
    """Draw the blink strength of one frame after the other, for ever, in SadTalker's order.

    What `blink_ratio` draws from the same `rng` for 140 frames or more, but that the blink which
    would not end in time is there.
    """
    while True:
        yield from repeat(0.0, rng.choice(range(MIN_GAP, MAX_GAP)))
        yield from BLINK


def spread_blinks(num_frames: int, per_minute: float, seed: int) -> np.ndarray:
    """Draw blink strengths (T,) at a rate, rounded to the nearest whole number of blinks.

    Each blink has an equal share of the time and a random place in it, so that the gaps vary while
    the count is exact.  The same arguments always give the same blinks.
    """
    ratio = np.zeros(num_frames, np.float32)
    wanted = round(per_minute * num_frames / (60 * FPS))
    open_to_end = num_frames - 1  # as SadTalker leaves the last frame
    count = min(wanted, open_to_end // (2 * len(BLINK)))  # eyes open as long as they are shut
    rng = random.Random(seed)
    for share in range(count):
        first, end = (open_to_end * i // count for i in (share, share + 1))
        start = rng.randint(first + len(BLINK), end - len(BLINK))
        ratio[start : start + len(BLINK)] = BLINK
    return ratio
