"""What kind of file this is, by its first bytes: a name's ending says nothing about content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from sadcoeff.audio.frames import (
    is_ac3,
    is_adts,
    is_mpeg_audio,
    is_transport_stream,
    skip_tags,
)
from sadcoeff.audio.sound import UnreadableSoundError
from sadcoeff.audio.strangers import name_stranger

HEAD_BYTES = 1 << 13  # read to decide; several frames of every kind of stream

_ENDINGS = """
    3g2 3gp aac ac3 aif aifc aiff amr asf au avi caf eac3 flac flv m2ts m4a m4b m4v mka mkv mov
    mp2 mp3 mp4 mpeg mpg mts nist oga ogg ogv opus qt rf64 snd sph ts vob voc w64 wav wave webm
    wma wmv wv
"""
# Endings of the files that a folder's recordings are looked for by, small letters.
RECORDING_ENDINGS = frozenset(_ENDINGS.split())


@dataclass(frozen=True)
class Kind:
    """A kind of file, and who reads it.

    demuxer: FFmpeg's name of the container, the only one it is opened with; None for none.
    sndfile: whether libsndfile is asked first.
    """

    name: str
    demuxer: str | None
    sndfile: bool = False


RARE = Kind("rare", None, sndfile=True)  # what libsndfile alone knows, by its own look

_MOV = Kind("MP4", "mov")
_RIFF = {b"WAVE": Kind("WAV", "wav", sndfile=True), b"AVI ": Kind("AVI", "avi")}
_MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"fLaC", Kind("FLAC", "flac", sndfile=True)),
    (0, b"OggS", Kind("Ogg", "ogg", sndfile=True)),
    (0, b"caff", Kind("CAF", "caf", sndfile=True)),
    (0, b"riff\x2e\x91\xcf\x11", Kind("W64", "w64", sndfile=True)),
    (8, b"AIFF", Kind("AIFF", "aiff", sndfile=True)),
    (8, b"AIFC", Kind("AIFF", "aiff", sndfile=True)),
    (0, b".snd", Kind("AU", "au", sndfile=True)),
    (0, b"\x1aE\xdf\xa3", Kind("Matroska", "matroska")),
    (0, b"0&\xb2u\x8ef\xcf\x11", Kind("ASF", "asf")),
    (0, b"wvpk", Kind("WavPack", "wv")),
    (0, b"#!AMR", Kind("AMR", "amr")),
    (0, b"FLV\x01", Kind("FLV", "flv")),
    (0, b"\0\0\x01\xba", Kind("MPEG-PS", "mpeg")),
    *((4, box, _MOV) for box in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")),
    *((0, magic, RARE) for magic in (b"NIST_1A", b"PVF1", b"Creative Voice", b"ALawSound")),
)
_STREAMS: tuple[tuple[Callable[[bytes], bool], Kind], ...] = (
    (is_adts, Kind("ADTS", "aac")),
    (is_mpeg_audio, Kind("MP3", "mp3", sndfile=True)),
    (is_ac3, Kind("AC-3", "ac3")),
    (is_transport_stream, Kind("MPEG-TS", "mpegts")),
)


def find_kind(file: BinaryIO) -> Kind:
    """The kind of an open file, whose position is moved.

    Raises UnreadableSoundError, with what it is instead, for what holds no sound.
    """
    head = skip_tags(file, HEAD_BYTES)
    if (kind := _match(head)) is not None:
        return kind
    if stranger := name_stranger(head):
        raise UnreadableSoundError(f"it is {stranger}, not sound")
    if head[:1] == b"\xff":  # libsndfile takes two bytes for an MP3, and plays the noise behind
        raise UnreadableSoundError("it is no kind of recording that is known")
    return RARE


def _match(head: bytes) -> Kind | None:
    if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"FFIR"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp" and name_stranger(head):  # a photograph of a phone
        return None
    for place, magic, kind in _MAGIC:
        if head.startswith(magic, place):
            return kind
    return next((kind for fits, kind in _STREAMS if fits(head)), None)
