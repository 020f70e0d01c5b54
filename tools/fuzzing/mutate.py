"""Damage to the bytes of a file of any kind."""

from collections.abc import Callable

import numpy as np

_EXTREMES = (0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF)
_HEAD = 160  # bytes, where headers say what follows

Damage = Callable[[np.random.Generator, bytes], bytes]


def flip_bits(rng: np.random.Generator, content: bytes, end: int | None = None) -> bytes:
    """1 to 16 bits turned over, most often few, anywhere before `end`."""
    damaged = np.frombuffer(content, np.uint8).copy()
    places = rng.integers(0, max(1, len(damaged[:end])), 2 ** rng.integers(0, 5))
    if len(damaged):
        damaged[places] ^= np.uint8(1) << rng.integers(0, 8, len(places), np.uint8)
    return damaged.tobytes()


def flip_head(rng: np.random.Generator, content: bytes) -> bytes:
    """Bits turned over in the header alone."""
    return flip_bits(rng, content, _HEAD)


def set_extremes(rng: np.random.Generator, content: bytes) -> bytes:
    """1 to 4 bytes of the header set to the ends of their range."""
    damaged = bytearray(content)
    for place in rng.integers(0, max(1, len(damaged[:_HEAD])), rng.integers(1, 5)):
        damaged[place : place + 1] = bytes([rng.choice(_EXTREMES)])
    return bytes(damaged)


def set_word(rng: np.random.Generator, content: bytes) -> bytes:
    """One aligned 32-bit word of the header set to a number that counts overflow at."""
    words = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFF0, 0x10000, 0x7FFFFFF0)
    place = 4 * int(rng.integers(0, _HEAD // 4))
    word = int(rng.choice(words)).to_bytes(4, str(rng.choice(["little", "big"])))
    return content[:place] + word + content[place + 4 :]


def cut(rng: np.random.Generator, content: bytes) -> bytes:
    """The end missing; often all but the header."""
    end = _HEAD * 4 if rng.random() < 0.5 else len(content)
    return content[: rng.integers(0, min(end, len(content)) + 1)]


def cut_out(rng: np.random.Generator, content: bytes) -> bytes:
    """A part in the middle missing, or there twice."""
    first, last = sorted(rng.integers(0, len(content) + 1, 2))
    if rng.random() < 0.5:
        first, last = last, first
    return content[:first] + content[last:]


def add_noise(rng: np.random.Generator, content: bytes) -> bytes:
    """Random bytes behind the end, before the start or in place of the middle."""
    noise = rng.bytes(int(rng.integers(1, 4096)))
    where = rng.choice([0, len(content) // 2, len(content)])
    return content[:where] + noise + content[where + len(noise) :]


DAMAGES: tuple[Damage, ...] = (
    flip_bits,
    flip_head,
    set_extremes,
    set_word,
    cut,
    cut_out,
    add_noise,
)


def any_damage(rng: np.random.Generator, content: bytes) -> bytes:
    """One to three damages, one upon the other."""
    for damage in rng.choice(len(DAMAGES), rng.integers(1, 4)):
        content = DAMAGES[damage](rng, content)
    return content
