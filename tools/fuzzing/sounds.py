"""Sound files to start from: every format and subtype that soundfile writes, and long ones."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

RATES = (8000, 11_025, 16_000, 22_050, 44_100, 48_000)
_BLOCK = 1 << 16  # sample frames written at a time; more at once ends libsndfile's Vorbis encoder

Rng = np.random.Generator


@cache
def writable() -> tuple[tuple[str, str], ...]:
    """Every (format, subtype) in which a short sound can be written."""
    pairs = ((f, s) for f in soundfile.available_formats() for s in soundfile.available_subtypes(f))
    return tuple(pair for pair in pairs if _is_written(*pair))


def _is_written(kind: str, subtype: str) -> bool:
    try:
        encode(np.zeros((800, 1)), 16_000, kind, subtype)
    except (soundfile.LibsndfileError, ValueError):
        return False
    return True


def encode(sound: np.ndarray, rate: int, kind: str, subtype: str | None = None) -> bytes:
    """The bytes of a file of `sound` (N, channels).

    The same on every call but for dates, and the serial numbers that Ogg's encoders draw.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sound")
        with soundfile.SoundFile(path, "w", rate, sound.shape[1], subtype, None, kind) as file:
            for start in range(0, len(sound), _BLOCK):
                file.write(sound[start : start + _BLOCK])
        return path.read_bytes()


def speech_like(rng: Rng, rate: int, channels: int) -> np.ndarray:
    """A buzz with pauses and noise, 0.02 to 0.8 s: (N, channels)."""
    t = np.arange(int(rate * rng.uniform(0.02, 0.8)))[:, None] / rate
    buzz = np.sin(2 * np.pi * rng.uniform(80, 300) * t) ** 7 * np.sin(2 * np.pi * 4 * t)
    return np.clip(0.5 * buzz + rng.normal(0, 0.01, (len(t), channels)), -1, 1)


def any_file(rng: Rng) -> tuple[str, bytes]:
    """A sound file of any format: its ending and its bytes."""
    kind, subtype = writable()[rng.integers(len(writable()))]
    rate = 48_000 if subtype == "OPUS" else int(rng.choice(RATES))
    sound = speech_like(rng, rate, int(rng.integers(1, 3)))
    sound = sound[: len(sound) // 2 * 2]  # the encoder of VOX takes pairs
    try:
        return kind.lower(), encode(sound, rate, kind, subtype)
    except soundfile.LibsndfileError:  # some take one rate or one channel only
        return kind.lower(), encode(sound[:, :1], 8000, kind, subtype)


STRANGE: tuple[Callable[[Rng, int], np.ndarray], ...] = (
    lambda _, n: np.ones(n),  # DC
    lambda _, n: np.sign(np.sin(np.arange(n) / 20)),  # full-scale square wave
    lambda _, n: np.full(n, 1e-310),  # denormal, in float64
    lambda rng, n: rng.choice([-1e-44, 1e-44], n),  # denormal, in float32
    lambda _, n: np.zeros(n),
    lambda rng, n: np.where(rng.random(n) < 2 / n, np.nan, 0.1),
    lambda rng, n: np.where(rng.random(n) < 2 / n, rng.choice([np.inf, -np.inf]), 0.1),
    lambda rng, n: rng.choice([-3e38, 3e38], n),  # overflows when resampled
    lambda rng, n: rng.normal(0, 1e30, n),
    lambda _, n: np.full(n, 1e300),  # infinite in float32
    lambda _, n: np.eye(1, n, n // 2)[0],  # one click
)

_LONG = (  # format, subtype, rate, channels, minutes: kilobytes each
    ("FLAC", "PCM_16", 16_000, 1, 75),
    ("FLAC", "PCM_16", 8000, 1, 130),
    ("FLAC", "PCM_16", 48_000, 2, 12),
    ("FLAC", "PCM_16", 192_000, 8, 2.5),
    ("FLAC", "PCM_24", 655_350, 1, 3),
    ("CAF", "ALAC_16", 16_000, 1, 65),
    ("OGG", "VORBIS", 16_000, 1, 20),
    ("MP3", "MPEG_LAYER_III", 16_000, 1, 12),
)


def long_file(rng: Rng) -> tuple[str, bytes]:
    """Silence of minutes to two hours: its ending and its bytes."""
    number = int(rng.integers(len(_LONG)))
    return _LONG[number][0].lower(), _silence(number)


@cache
def _silence(number: int) -> bytes:
    kind, subtype, rate, channels, minutes = _LONG[number]
    silence = np.broadcast_to(
        np.zeros((1, channels), np.float32), (int(minutes * 60) * rate, channels)
    )
    return encode(silence, rate, kind, subtype)
