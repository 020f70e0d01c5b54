"""10,000 files of sound in containers, with pictures or without, intact and not."""

import struct
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np

from fuzzing import mutate
from fuzzing.audio import PAGE_SECONDS, open_sound
from fuzzing.containers import FORMATS, write_container
from fuzzing.corpus import Corpus, Item
from fuzzing.sounds import speech_like

Rng = np.random.Generator

_VARIANTS = 3  # of each format, since encoding takes longer than decoding
_BOXES = (b"stts", b"stsz", b"stco", b"stsc", b"elst", b"mdhd", b"mvhd", b"tkhd", b"esds", b"dref")
_WORDS = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x10000)
_SCRIPTS = (
    "#EXTM3U\n#EXTINF:1,\n{}\n",
    "ffconcat version 1.0\nfile {}\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\na={}\n",
    '<?xml version="1.0"?><MPD><Period><BaseURL>{}</BaseURL></Period></MPD>',
    '<asx version="3.0"><entry><ref href="{}"/></entry></asx>',
    "[playlist]\nFile1={}\n",
    "<!DOCTYPE html><html><body><audio src='{}'></audio></body></html>",
)
_PLACES = ("/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x", "concat:a|b", "x%03d.png")


@cache
def _file(number: int, variant: int) -> bytes:
    form = FORMATS[number]
    rng = np.random.default_rng((number, variant))
    sound = np.tile(speech_like(rng, form.rate, 1), (2, 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"sound.{form.ending}")
        late = float(rng.choice([0, 0, 0.4])) if form.pictures else 0.0
        return write_container(path, sound, form, sound_starts=late).read_bytes()


def _any(rng: Rng) -> tuple[str, bytes]:
    number = int(rng.integers(len(FORMATS)))
    return FORMATS[number].ending, _file(number, int(rng.integers(_VARIANTS)))


def _item(rng: Rng, ending: str, content: bytes) -> Item:
    limit = float(rng.choice([PAGE_SECONDS, 0.5])) if rng.random() < 0.7 else None
    return Item(f"recording.{ending}", content, max_seconds=limit)


def _intact(rng: Rng) -> Item:
    return _item(rng, *_any(rng))


def _damaged(damage: mutate.Damage, rng: Rng) -> Item:
    ending, content = _any(rng)
    return _item(rng, ending, damage(rng, content))


def _renamed(rng: Rng) -> Item:
    return _item(rng, str(rng.choice(["mp3", "wav", "raw", "m3u8", "txt", "sdp"])), _any(rng)[1])


def _joined(rng: Rng) -> Item:
    (ending, first), (_, second) = _any(rng), _any(rng)
    return _item(rng, ending, first + second)


def _of_kind(rng: Rng, *containers: str) -> tuple[str, bytes]:
    numbers = [k for k, form in enumerate(FORMATS) if form.container in containers]
    number = int(rng.choice(numbers))
    return FORMATS[number].ending, _file(number, int(rng.integers(_VARIANTS)))


def _lying_boxes(rng: Rng) -> Item:
    """An MP4 whose tables of times, sizes, places and edits say something else."""
    ending, content = _of_kind(rng, "mp4", "mov", "ipod", "3gp")
    lying = bytearray(content)
    for box in rng.choice(len(_BOXES), 3):
        start = content.find(_BOXES[box])
        if start >= 0:
            place = start + 4 + 4 * int(rng.integers(0, 8))
            struct.pack_into(">I", lying, min(place, len(lying) - 4), int(rng.choice(_WORDS)))
    return _item(rng, ending, bytes(lying))


def _lying_elements(rng: Rng) -> Item:
    """A Matroska file with other bytes behind the names of its elements."""
    ending, content = _of_kind(rng, "matroska", "webm")
    lying = bytearray(content)
    names = (
        b"\x2a\xd7\xb1",
        b"\x44\x89",
        b"\x56\xaa",
        b"\x9f",
        b"\xb5",
        b"\xe7",
        b"\xa3",
        b"\x63\xa2",
    )
    for name in rng.choice(len(names), 3):
        start = content.find(names[name])
        if start >= 0:
            lying[start + 3 : start + 6] = rng.bytes(len(lying[start + 3 : start + 6]))
    return _item(rng, ending, bytes(lying))


def _script(rng: Rng) -> Item:
    """A playlist, script or page that names another file or an address."""
    text = _SCRIPTS[rng.integers(len(_SCRIPTS))].format(rng.choice(_PLACES))
    return _item(rng, str(rng.choice(["mp3", "m4a", "m3u8", "mp4", "ffconcat"])), text.encode())


def _head_of_another(rng: Rng) -> Item:
    """The start of one kind and the rest of another."""
    (ending, first), (_, second) = _any(rng), _any(rng)
    cut = int(rng.integers(4, 600))
    return _item(rng, ending, first[:cut] + second[cut:])


_KINDS: dict[str, Callable[[Rng], Item]] = {
    "intact": _intact,
    **{f"damaged: {d.__name__}": partial(_damaged, d) for d in mutate.DAMAGES},
    "damaged again": partial(_damaged, mutate.any_damage),
    "renamed": _renamed,
    "joined": _joined,
    "lying MP4": _lying_boxes,
    "lying Matroska": _lying_elements,
    "script": _script,
    "head of another": _head_of_another,
}
CONTAINERS = Corpus("containers", 10_000, _KINDS, open_sound)
