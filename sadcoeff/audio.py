"""From a sound file to 16 kHz sound, decoded and resampled in blocks."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from sadcoeff.checks import is_file
from sadcoeff.errors import AudioError

SAMPLE_RATE = 16_000  # Hz
FPS = 25  # video frames a second
SAMPLES_PER_FRAME = SAMPLE_RATE // FPS  # 640 samples = 40 ms

_READ_BLOCK = 1 << 18  # sample frames decoded at a time, so that 8 channels stay small


def load_audio(path: str | Path, max_seconds: float | None = None) -> np.ndarray:
    """Decode a sound file to mono 16 kHz, cut to whole video frames.

    Channels are averaged, then resampled with soxr's HQ quality to ceil(n * 16000 / rate)
    samples, as librosa does.

    Returns (640 * T,) float32 in about -1...1, T >= 1 the number of video frames.
    Raises AudioError if the file is missing, empty, no audio, holds NaN or infinite samples,
    is shorter than one frame (40 ms), or longer than `max_seconds`.
    """
    samples = _decode(Path(path), max_seconds)
    if not np.isfinite(samples).all():  # so are those that resampling takes beyond float32
        raise AudioError(f"'{Path(path).name}' has NaN or infinite samples: export it again.")
    frames = len(samples) // SAMPLES_PER_FRAME
    if frames == 0:
        raise AudioError(
            f"'{Path(path).name}' lasts {len(samples) / SAMPLE_RATE * 1000:.0f} ms, less than one "
            f"video frame of {1000 // FPS} ms: use a longer recording."
        )
    return samples[: frames * SAMPLES_PER_FRAME]


def _decode(path: Path, max_seconds: float | None) -> np.ndarray:
    """All of a file as mono sound at 16 kHz, (N,) float32."""
    if not is_file(path):
        raise AudioError(f"No sound file '{path}': check the path.")
    if path.stat().st_size == 0:
        raise AudioError(f"'{path.name}' is an empty file: record or export it again.")
    try:
        with soundfile.SoundFile(path) as file:
            _check_length(path, file, max_seconds)
            return to_16_khz(_mono_blocks(file), file.samplerate)
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError for the ending .raw
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        raise AudioError(
            f"'{path.name}' cannot be read as sound ({reason}): use WAV, FLAC, OGG or MP3."
        ) from error


def _mono_blocks(file: soundfile.SoundFile) -> Iterator[np.ndarray]:
    """Blocks (N,) float32 up to where the sound ends, which a damaged header may put elsewhere."""
    while len(block := file.read(_READ_BLOCK, dtype="float32", always_2d=True)):
        yield block.mean(axis=1)


def _check_length(path: Path, file: soundfile.SoundFile, max_seconds: float | None) -> None:
    if file.frames == 0:
        raise AudioError(f"'{path.name}' holds no samples: record or export it again.")
    seconds = file.frames / file.samplerate
    if max_seconds is not None and seconds > max_seconds:
        raise AudioError(
            f"'{path.name}' lasts {seconds:.0f} s, more than the limit of {max_seconds:.0f} s: "
            "cut it into parts."
        )


def to_16_khz(blocks: Iterable[np.ndarray], rate: int) -> np.ndarray:
    """Blocks of N samples in all as one array of ceil(N * 16000 / rate), float32.

    soxr alone can be one short.
    """
    resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, quality="HQ")
    sound, given = bytearray(), 0  # grows in place, where joining blocks would hold all twice
    for block in blocks:
        given += len(block)
        sound += (block if rate == SAMPLE_RATE else resampler.resample_chunk(block)).tobytes()
    sound += resampler.resample_chunk(np.empty(0, np.float32), last=True).tobytes()
    length = -(-given * SAMPLE_RATE // rate)
    sound += bytes(max(0, 4 * length - len(sound)))
    return np.frombuffer(sound, np.float32)[:length]
