"""Sound files whose headers say what is not so."""

import re
import struct

import numpy as np

from fuzzing.sounds import RATES, encode, long_file, speech_like

Rng = np.random.Generator

STRANGE_RATES = (
    0,
    1,
    2,
    7,
    100,
    999,
    1000,
    1001,
    3999,
    192_001,
    10**6,
    10**7,
    2**31 - 1,
    2**32 - 1,
)
STRANGE_CHANNELS = (0, 1, 3, 8, 100, 255, 1000, 1024, 1025, 65_535)
_FORMATS = (0, 1, 2, 3, 6, 7, 0x11, 0x14, 0x31, 0x55, 0xFFFE, 0xFFFF)  # of WAVs, known and not
_SIZES = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def wav(
    data: bytes,
    rate: int,
    channels: int = 1,
    bits: int = 16,
    form: int = 1,
    size: int | None = None,
) -> bytes:
    """A WAV file that says what it is told to say; `size` is that of its data."""
    align = min(channels * bits // 8, 0xFFFF)
    told = (form, channels, rate, min(rate * align, 2**32 - 1), align, bits)
    head = b"fmt " + struct.pack("<IHHIIHH", 16, *told)
    said = len(data) if size is None else size
    body = b"WAVE" + head + b"data" + struct.pack("<I", said) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wav_of_rate(rng: Rng) -> bytes:
    """A right WAV file of a strange sample rate."""
    return wav(rng.bytes(2 * int(rng.integers(1, 60_000))), int(rng.choice(STRANGE_RATES)))


def wav_of_channels(rng: Rng) -> bytes:
    """A right WAV file of up to 1,000 channels and more."""
    return wav(rng.bytes(600_000), int(rng.choice(RATES)), int(rng.choice(STRANGE_CHANNELS)))


def lying_wav(rng: Rng) -> bytes:
    """A WAV file with several fields of its header at random."""
    told = {
        "rate": int(rng.choice((*RATES, *STRANGE_RATES))),
        "channels": int(rng.choice((1, 2, *STRANGE_CHANNELS))),
        "bits": int(rng.choice([0, 1, 4, 8, 12, 16, 24, 32, 64, 255, 65_535])),
        "form": int(rng.choice(_FORMATS)),
        "size": int(rng.choice(_SIZES)),
    }
    kept = rng.random(len(told)) < 0.5
    lies = {k: v for (k, v), lie in zip(told.items(), kept, strict=True) if lie}
    return wav(rng.bytes(int(rng.integers(0, 40_000))), **{"rate": 16_000, **lies})


def lying_flac(rng: Rng) -> bytes:
    """A FLAC file, often of hours, that says another number of samples, rate or channels."""
    content = bytearray(_long(rng, "flac") if rng.random() < 0.3 else _short(rng, "FLAC"))
    (packed,) = struct.unpack_from(">Q", content, 18)  # rate 20, channels 3, bits 5, samples 36
    if rng.random() < 0.7:
        samples = int(rng.choice([0, 1, 16_000, 2**31, 2**36 - 1]))
        packed = packed >> 36 << 36 | samples
    else:
        rate, channels = int(rng.integers(0, 2**20)), int(rng.integers(0, 8))
        packed = packed & (1 << 41) - 1 | rate << 44 | channels << 41
    struct.pack_into(">Q", content, 18, packed)
    return bytes(content)


def lying_ogg(rng: Rng) -> bytes:
    """A Vorbis or Opus file whose pages give times of their own, with right checksums."""
    content = bytearray(_long(rng, "ogg") if rng.random() < 0.2 else _short(rng, "OGG"))
    pages = [found.start() for found in re.finditer(rb"OggS\0", content)]
    for start, end in zip(pages, [*pages[1:], len(content)], strict=True):
        if start == pages[-1] or rng.random() < 0.05:
            time = int(rng.choice([0, 1, 16_000, 2**31, 2**40, 2**62, 2**64 - 1]))
            struct.pack_into("<Q", content, start + 6, time % 2**64)
            struct.pack_into("<I", content, start + 22, 0)
            checksum = _ogg_checksum(bytes(content[start:end]))
            struct.pack_into("<I", content, start + 22, checksum)
    return bytes(content)


def lying_mp3(rng: Rng) -> bytes:
    """An MP3 that counts its frames wrong."""
    content = bytearray(_short(rng, "MP3"))
    tag = content.find(b"Xing") if b"Xing" in content else content.find(b"Info")
    struct.pack_into(">I", content, tag + 8, int(rng.choice(_SIZES)))
    return bytes(content)


def _short(rng: Rng, kind: str) -> bytes:
    return encode(speech_like(rng, 16_000, int(rng.integers(1, 3))), 16_000, kind)


def _long(rng: Rng, wanted: str) -> bytes:
    ending = None
    while ending != wanted:
        ending, content = long_file(rng)
    return content


def _ogg_checksum(page: bytes) -> int:
    """CRC-32 as Ogg has it: polynomial 0x04C11DB7, nothing reflected."""
    checksum = 0
    for byte in page:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = (checksum << 1 ^ (0x04C11DB7 if checksum >> 31 else 0)) & 0xFFFFFFFF
    return checksum
