"""Streams without a header: whether frames follow each other as their own lengths say.

One sync word proves nothing, since noise holds many; three frames in a row do.
"""

from collections.abc import Callable
from typing import BinaryIO

_FRAMES = 3  # that must follow each other, or all that a small file has
_MOST_TAGS = 16
_MPEG_KBITS = {  # by (MPEG-1 or not, layer)
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG_RATES = (44_100, 48_000, 32_000)
_AC3_KBITS = (
    32,
    40,
    48,
    56,
    64,
    80,
    96,
    112,
    128,
    160,
    192,
    224,
    256,
    320,
    384,
    448,
    512,
    576,
    640,
)
_TS_SIZES = (188, 192, 204)  # bytes of a packet
_TS_SYNC, _TS_FEWEST = 0x47, 4


def skip_tags(file: BinaryIO, count: int) -> bytes:
    """The first `count` bytes behind any ID3v2 tags, which hold titles and pictures."""
    place, head = 0, b""
    for _ in range(_MOST_TAGS):
        file.seek(place)
        head = file.read(count)
        if head[:3] != b"ID3" or len(head) < 10 or max(head[6:10]) > 0x7F:
            return head
        size = int.from_bytes(head[6:10], "big")  # 7 bits a byte
        size = sum((size >> 8 * k & 0x7F) << 7 * k for k in range(4))
        place += 10 + size + (10 if head[5] & 0x10 else 0)
    return head


def is_adts(head: bytes) -> bool:
    """AAC frames with ADTS headers."""
    return _follow(head, adts_length, b"\xff", 7)


def is_mpeg_audio(head: bytes) -> bool:
    """MP3, MP2 or MP1 frames."""
    return _follow(head, mpeg_length, b"\xff", 4)


def is_ac3(head: bytes) -> bool:
    """AC-3 or E-AC-3 frames."""
    return _follow(head, ac3_length, b"\x0b\x77", 6)


def is_transport_stream(head: bytes) -> bool:
    """MPEG-TS packets, plain, with a time code in front or with parity behind."""
    return any(
        len(head) >= _TS_FEWEST * size and set(head[start::size]) == {_TS_SYNC}
        for size in _TS_SIZES
        for start in range(size)
    )


def adts_length(head: bytes) -> int | None:
    """Bytes of the frame that begins here, None if none does."""
    if head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 > 12:
        return None
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= 7 else None


def mpeg_length(head: bytes) -> int | None:
    """Bytes of the frame that begins here, None if none does or its length is not told."""
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 4 or bits in (0, 15) or rate == 3:
        return None
    hertz = _MPEG_RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    bits_per_second = 1000 * _MPEG_KBITS[version == 3, layer][bits - 1]
    padding = head[2] >> 1 & 1
    if layer == 1:
        return 4 * (12 * bits_per_second // hertz + padding)
    samples = 576 if layer == 3 and version != 3 else 1152
    return samples // 8 * bits_per_second // hertz + padding


def ac3_length(head: bytes) -> int | None:
    """Bytes of the frame that begins here, None if none does."""
    if head[:2] != b"\x0b\x77":
        return None
    if head[5] >> 3 > 10:  # E-AC-3 says its length plainly
        return 2 * (((head[2] & 7) << 8 | head[3]) + 1)
    rate, code = head[4] >> 6, head[4] & 63
    if rate == 3 or code > 37:
        return None
    kbits = _AC3_KBITS[code >> 1]
    return {0: 4 * kbits, 1: 2 * (320 * kbits // 147 + (code & 1)), 2: 6 * kbits}[rate]


def _follow(head: bytes, length: Callable[[bytes], int | None], sync: bytes, header: int) -> bool:
    """Whether frames lie one behind the other, from the start or from the first whole one."""
    place = head.find(sync)
    while place >= 0:
        found, end = _count(head, place, length, header)
        if found == _FRAMES or (place == 0 and found and end > len(head) - header):
            return True
        place = head.find(sync, place + 1)
    return False


def _count(
    head: bytes, place: int, length: Callable[[bytes], int | None], header: int
) -> tuple[int, int]:
    """Frames in a row from `place`, three at most, and where they end."""
    found = 0
    while found < _FRAMES and place + header <= len(head):
        size = length(head[place : place + header])
        if size is None:
            break
        place, found = place + size, found + 1
    return found, place
