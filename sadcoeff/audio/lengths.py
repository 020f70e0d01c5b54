"""Headers that count wrong: what a stream, a crash or a damaged byte leaves behind.

libsndfile believes the count of a WAV, FLAC or MP3, and reads too little or nothing.  The true
one is in the file, and is shown to it in place of the wrong one, so that the same decoder gives
the same samples as from an intact file.
"""

import mmap
import re
import struct
from typing import BinaryIO

from sadcoeff.audio.frames import mpeg_length

Patch = tuple[int, bytes]  # place in the file, and the bytes that belong there

_UNKNOWN = 0xFFFFFFFF
_TRAILERS = (b"ID3", b"TAG", b"APETAG")  # tags that are put behind a file without a chunk's header
_MOST_TRAILING = 4096  # bytes of who knows what that an intact WAV may end with
_FLAC_LEAST = 11  # bytes of a frame: header, a constant subframe, checksum
_FLAC_TAIL = 1 << 18  # bytes in which a FLAC's last frame begins
# What is looked at, so that no file takes long: chunks, frames, and what may be a frame.
_MOST_CHUNKS, _MOST_FRAMES, _MOST_SYNCS, _MOST_CHECKED = 1000, 400_000, 4096, 2


def mend_length(file: BinaryIO, kind: str) -> Patch | None:
    """The bytes that make a header's count right; None if it is, or if that cannot be told."""
    mend = {"WAV": _mend_wav, "FLAC": _mend_flac, "MP3": _mend_mp3}.get(kind)
    file.seek(0, 2)
    if mend is None or file.tell() == 0:
        return None
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return mend(content)


def _mend_wav(content: mmap.mmap) -> Patch | None:
    """The size of the data, where it is 0 or where more follows that is no chunk."""
    order = {b"RIFF": "<", b"RIFX": ">"}.get(content[:4])
    if order is None:
        return None
    place = 12
    for _ in range(_MOST_CHUNKS):
        if place + 8 > len(content):
            break
        name, size = struct.unpack(f"{order}4sI", content[place : place + 8])
        if name == b"data":
            rest = len(content) - place - 8
            wrong = _is_too_small(content, place + 8, size, order)
            return (place + 4, struct.pack(f"{order}I", min(rest, _UNKNOWN))) if wrong else None
        place += 8 + size + size % 2
    return None


def _is_too_small(content: mmap.mmap, start: int, size: int, order: str) -> bool:
    end = start + size
    rest = len(content) - end
    if rest <= max(0 if size == 0 else _MOST_TRAILING, size // 16):
        return False
    if content[end : end + 6].startswith(_TRAILERS):
        return False
    return not any(_is_chunk(content, place, order) for place in (end, end + size % 2))


def _is_chunk(content: mmap.mmap, place: int, order: str) -> bool:
    head = content[place : place + 8]
    if len(head) < 8:
        return False
    name, size = struct.unpack(f"{order}4sI", head)
    return all(0x20 <= c < 0x7F for c in name) and place + 8 + size <= len(content)


def _mend_flac(content: mmap.mmap) -> Patch | None:
    """The count of samples, as the last frame knows it."""
    if content[:4] != b"fLaC" or len(content) < 42:
        return None
    (packed,) = struct.unpack(">Q", content[18:26])  # rate 20 bits, channels 3, bits 5, samples 36
    tail = content[max(42, len(content) - _FLAC_TAIL) :]
    block, left = int.from_bytes(content[10:12], "big"), _MOST_CHECKED
    syncs = [found.start() for found in re.finditer(rb"\xff[\xf8\xf9]", tail)]
    for place in reversed(syncs[-_MOST_SYNCS:]):
        count = _samples_to(tail[place : place + 16], block)
        if count == packed & (1 << 36) - 1 or left == 0:
            return None
        if count is not None:
            left -= 1
            if _crc(tail[place:], 16, 0x8005) == 0:  # so it is a frame, and nothing is behind it
                return 18, struct.pack(">Q", packed >> 36 << 36 | count)
    return None


def _samples_to(frame: bytes, block: int) -> int | None:
    """Samples up to the end of the FLAC frame that begins here, None if none does.

    block: samples in each frame but the last, where all have the same.
    """
    if len(frame) < _FLAC_LEAST or frame[1] & 0xFE != 0xF8:
        return None
    ones = 8 - (~frame[4] & 0xFF).bit_length()  # as many bytes has the number, in UTF-8's way
    size = max(1, ones)
    if ones in (1, 8):
        return None
    number = frame[4] & 0x7F >> ones
    for byte in frame[5 : 4 + size]:
        number = number << 6 | byte & 0x3F
    code, end = frame[2] >> 4, 4 + size
    own_size = {6: 1, 7: 2}.get(code, 0)
    samples = _flac_block(code, int.from_bytes(frame[end : end + own_size], "big"))
    end += own_size + {12: 1, 13: 2, 14: 2}.get(frame[2] & 15, 0)
    if samples is None or len(frame) <= end or _crc(frame[: end + 1], 8, 0x07) != 0:
        return None
    return (number if frame[1] & 1 else number * block) + samples


def _flac_block(code: int, own: int) -> int | None:
    if code in (6, 7):
        return own + 1
    if code >= 8:
        return 256 << code - 8
    return {1: 192, 2: 576, 3: 1152, 4: 2304, 5: 4608}.get(code)


def _crc(data: bytes, bits: int, polynomial: int) -> int:
    """A checksum as FLAC has them: nothing reflected, from 0.  0 over data with its checksum."""
    top, mask, value = 1 << bits - 1, (1 << bits) - 1, 0
    for byte in data:
        value ^= byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ (polynomial if value & top else 0)) & mask
    return value


def _mend_mp3(content: mmap.mmap) -> Patch | None:
    """The count of frames in the first one, which holds no sound but this."""
    first = mpeg_length(content[:4]) or 0
    head = content[:first]
    tag = max(head.find(b"Xing"), head.find(b"Info"))
    if tag < 0 or not head[tag + 7 : tag + 8] or not head[tag + 7] & 1:
        return None
    claimed = int.from_bytes(head[tag + 8 : tag + 12], "big")
    place, count = first, 0
    while place + 4 <= len(content) and (size := mpeg_length(content[place : place + 4])):
        place, count = place + size, count + 1
        if count > _MOST_FRAMES:
            return None
    if abs(count - claimed) <= 2:  # some count the first one, too
        return None
    return tag + 8, count.to_bytes(4, "big")
