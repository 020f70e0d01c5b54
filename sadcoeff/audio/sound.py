"""What both decoders give: blocks of samples, and an account of how decoding went."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np


class UnreadableSoundError(Exception):
    """A decoder cannot read a file; its text is the reason, a clause without a full stop."""


@dataclass
class Account:
    """How decoding went; complete when the blocks have ended.

    Seconds are of sound.  `claimed` is the length that the header names, None if it names none.
    """

    packets: int = 0
    damaged: int = 0  # packets that could not be decoded
    cut: float = 0.0  # s that overlap what was there before, by their timestamps
    filled: float = 0.0  # s of silence in place of sound that is missing
    claimed: float | None = None
    plays_anywhere: bool = False  # the file itself, in every browser, from the same time 0


@dataclass
class Sound:
    """A file while it is decoded: `blocks` of (N, channels) float32 at `rate` Hz."""

    rate: int
    blocks: Iterator[np.ndarray]
    account: Account = field(default_factory=Account)
