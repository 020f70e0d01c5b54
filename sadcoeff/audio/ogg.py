"""Ogg files that hold more than one stream: libsndfile reads the first of them, and is content."""

from typing import BinaryIO

_LARGEST_PAGE = 65_307  # bytes
_SOUND = (b"\x01vorbis", b"OpusHead")


def holds_one_stream(file: BinaryIO) -> bool:
    """Whether a file is one stream of Vorbis or Opus from its first page to its last."""
    file.seek(0)
    head = file.read(_LARGEST_PAGE)
    file.seek(max(0, file.seek(0, 2) - 2 * _LARGEST_PAGE))
    tail = file.read()
    serial, last = head[14:18], tail.rfind(b"OggS")
    if len(head) < 64 or not head[28:].startswith(_SOUND) or last < 0:
        return False
    second = head.find(b"OggS", 28)
    return tail[last + 14 : last + 18] == serial == head[second + 14 : second + 18]
