"""Files that libsndfile opens and reads wrongly, without a word."""

from typing import BinaryIO

from sadcoeff.audio.frames import mpeg_length, skip_tags

_LARGEST_PAGE = 65_307  # bytes, of Ogg
_MPEG_IN_WAV = (0x50, 0x55)  # layer II, layer III
_LAME_DELAY = slice(141, 144)  # bytes behind Xing or Info where all four optional fields are there


def reads_right(file: BinaryIO, kind: str) -> bool:
    """Whether libsndfile reads all of this file, and from where its sound begins."""
    check = {"Ogg": _holds_one_stream, "MP3": _tells_its_delay, "WAV": _holds_no_mpeg}.get(kind)
    return check is None or check(file)


def _holds_one_stream(file: BinaryIO) -> bool:
    """Of several streams, one behind or beside the other, libsndfile reads the first."""
    file.seek(0)
    head = file.read(_LARGEST_PAGE)
    file.seek(max(0, file.seek(0, 2) - 2 * _LARGEST_PAGE))
    tail = file.read()
    second, last = head.find(b"OggS", 28), tail.rfind(b"OggS")
    if not head[28:].startswith((b"\x01vorbis", b"OpusHead")) or min(second, last) < 0:
        return False
    return head[14:18] == head[second + 14 : second + 18] == tail[last + 14 : last + 18]


def _tells_its_delay(file: BinaryIO) -> bool:
    """Without LAME's tag libsndfile leaves the silence that encoder and decoder put in front."""
    head = skip_tags(file, 4096)
    first = head[: mpeg_length(head[:4]) or 0] if len(head) >= 4 else b""
    tag = max(first.find(b"Xing"), first.find(b"Info"))
    return tag >= 0 and first[tag + 7 : tag + 8] == b"\x0f" and any(first[tag:][_LAME_DELAY])


def _holds_no_mpeg(file: BinaryIO) -> bool:
    """The same silence is in front of MP3 in a WAV."""
    file.seek(0)
    head = file.read(4096)
    form = head.find(b"fmt ", 12)
    return form < 0 or int.from_bytes(head[form + 8 : form + 10], "little") not in _MPEG_IN_WAV
