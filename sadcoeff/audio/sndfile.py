"""Decoding by libsndfile, in this process: WAV, FLAC, Ogg, MP3, AIFF and rarer kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
import soundfile

from sadcoeff.audio.lengths import Patch
from sadcoeff.audio.limits import block_frames
from sadcoeff.audio.sound import Account, Sound, UnreadableSoundError

_PLAIN = {"WAV": ("PCM_U8", "PCM_16", "PCM_24"), "FLAC": ("PCM_16", "PCM_24")}


class _View:
    """An open file as libsndfile sees it: without a name, whose ending it would go by."""

    def __init__(self, file: BinaryIO, patch: Patch | None) -> None:
        self._file, self._patch = file, patch
        self.seek, self.tell = file.seek, file.tell

    def readinto(self, buffer: memoryview) -> int:
        """Fill `buffer`, with the patch where it lies."""
        place = self._file.tell()
        count = self._file.readinto(buffer)  # type: ignore[attr-defined]
        if self._patch is not None:
            start, new = self._patch
            for k in range(max(place, start), min(place + count, start + len(new))):
                buffer[k - place : k - place + 1] = new[k - start : k - start + 1]
        return count

    def read(self, count: int) -> bytes:
        """The next `count` bytes, for soundfile, which wants to see that this can be read."""
        buffer = bytearray(count)
        return bytes(buffer[: self.readinto(memoryview(buffer))])


@contextmanager
def open_sndfile(file: BinaryIO, patch: Patch | None = None) -> Iterator[Sound]:
    """Open what libsndfile reads; raises UnreadableSoundError, also while its blocks are read."""
    file.seek(0)
    try:
        with soundfile.SoundFile(_View(file, patch)) as sound:
            if sound.frames == 0:
                raise UnreadableSoundError("it holds no samples")
            account = Account(plays_anywhere=patch is None and _is_plain(sound))
            yield Sound(sound.samplerate, _read_blocks(sound), account)
    except soundfile.LibsndfileError as error:
        reason = error.error_string.rstrip(".") or "its data is damaged"
        raise UnreadableSoundError(reason[:1].lower() + reason[1:]) from error


def read_length(file: BinaryIO) -> float | None:
    """Seconds by the header of what libsndfile reads; None if it reads this not, or finds none."""
    file.seek(0)
    try:
        with soundfile.SoundFile(_View(file, None)) as sound:
            return sound.frames / sound.samplerate or None
    except soundfile.LibsndfileError:
        return None


def _is_plain(sound: soundfile.SoundFile) -> bool:
    """Whether it is of the few kinds that all browsers play, and without any priming."""
    return sound.format in _PLAIN and sound.subtype in _PLAIN[sound.format] and sound.channels <= 2


def _read_blocks(sound: soundfile.SoundFile) -> Iterator[np.ndarray]:
    """Blocks up to where the sound ends, which a damaged header may put elsewhere."""
    size = block_frames(sound.channels)
    while len(block := sound.read(size, dtype="float32", always_2d=True)):
        yield block
