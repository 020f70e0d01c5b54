"""A corpus: numbered items of hostile input, each a pure function of its number.

But for dates, serial numbers and addresses of memory, where an encoder writes them.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Item:
    """A file to be opened.

    size: bytes to which the content is stretched with a hole that takes no room; None for none.
    max_seconds: for sound, the limit it is opened with; None for none, as in Python.
    """

    name: str
    content: bytes
    size: int | None = None
    max_seconds: float | None = None

    def write(self, folder: Path) -> Path:
        """Put the file into `folder`."""
        path = folder / self.name
        path.write_bytes(self.content)
        if self.size is not None:
            with path.open("r+b") as file:
                file.truncate(max(self.size, len(self.content)))
        return path


Make = Callable[[np.random.Generator], Item]


@dataclass(frozen=True)
class Corpus:
    """Items 0...size - 1, of every kind in turn.

    `open_file(path, item)` raises SadCoeffError for what it refuses.  The first kind is sound,
    so that opening item 0 brings up all that later items need.
    """

    name: str
    size: int
    kinds: Mapping[str, Make]
    open_file: Callable[[Path, Item], object]

    def kind(self, number: int) -> str:
        """What is wrong with an item, in a word or two."""
        return list(self.kinds)[number % len(self.kinds)]

    def item(self, number: int) -> Item:
        """The item of this number, the same on every call."""
        rng = np.random.default_rng((zlib.crc32(self.name.encode()), number))
        return self.kinds[self.kind(number)](rng)

    def sample(self, count: int) -> range:
        """About `count` items from all over the corpus, of every kind."""
        step = max(1, self.size // count)
        while gcd(step, len(self.kinds)) != 1:
            step += 1
        return range(0, self.size, step)
