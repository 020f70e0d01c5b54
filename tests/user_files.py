"""Files as people bring them, of a second each: what is right for them, and how they come to be."""

import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from samples import speech

from tools.fuzzing.containers import Format, write_container

FRAMES = 25
AAC = Format("m4a", "ipod", "aac", 44_100, 1)
MP4 = Format("mp4", "mp4", "aac", 48_000, pictures=True)
ADTS = Format("aac", "adts", "aac", 44_100, 1)
WEBM = Format("webm", "webm", "libopus", 48_000)
CONTAINERS = {
    "phone.m4a": AAC,
    "apple.m4a": Format("m4a", "ipod", "alac", 44_100, 1),
    "video.mp4": MP4,
    "browser.webm": WEBM,
    "windows.wma": Format("wma", "asf", "wmav2", 44_100, 1),
    "m4a_called.mp3": AAC,
    "mp4_called.mp3": MP4,
    "aac_called.mp3": ADTS,
    "webm_called.mp3": WEBM,
}


class Right(NamedTuple):
    """What is right for a file: its sound, None if it holds none, and what is said of it."""

    sound: np.ndarray | None
    said: str = ""


def write_user_files(folder: Path) -> dict[str, Right]:
    """Write all of them; what is right for each, by its name."""
    sound = speech(16_000)
    for name, form in CONTAINERS.items():
        write_container(folder / name, speech(form.rate, form.rate), form)
    (folder / "page.mp3").write_text("<!DOCTYPE html>\n<html><body>404</body></html>\n")
    soundfile.write(folder / "voice_api.wav", sound, 16_000)
    _patch(folder / "voice_api.wav", b"data", 4, struct.pack("<I", 0))
    soundfile.write(folder / "pipe.flac", sound, 16_000)
    _patch(folder / "pipe.flac", b"fLaC", 22, bytes(4))  # of the count of samples
    soundfile.write(folder / "wires.wav", np.stack([sound, -sound], axis=1), 16_000)
    soundfile.write(folder / "quiet.wav", 1e-3 * sound, 16_000, "FLOAT")
    soundfile.write(folder / "integers.wav", 2**15 * sound, 16_000, "FLOAT")
    return {
        **dict.fromkeys(CONTAINERS, Right(sound)),
        "page.mp3": Right(None, "it is a web page, not sound"),
        "voice_api.wav": Right(sound),
        "pipe.flac": Right(sound),
        "wires.wav": Right(sound, "The channels cancel each other"),
        "quiet.wav": Right(1e-3 * sound, "It is very quiet"),
        "integers.wav": Right(sound, "they are taken for integers, and divided by 32768"),
    }


def _patch(path: Path, mark: bytes, behind: int, new: bytes) -> None:
    """Other bytes in a file, so many behind the mark."""
    content = bytearray(path.read_bytes())
    place = content.index(mark) + behind
    content[place : place + len(new)] = new
    path.write_bytes(content)
