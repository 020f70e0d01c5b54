"""Sound files to 16 kHz mono, decoded and resampled in blocks."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from sadcoeff.errors import AudioError
from sadcoeff.motion.columns import FPS
from sadcoeff.validation import is_file

SAMPLE_RATE = 16_000  # Hz
SAMPLES_PER_FRAME = SAMPLE_RATE // FPS  # 640 samples = 40 ms

# The size of a recording is checked in its header and again while decoding: headers lie, and many
# hours of silence can be a file of kilobytes.
LOWEST_RATE, HIGHEST_RATE = 1000, 10_000_000  # Hz; below 1 kHz no speech is left
MAX_VALUES_PER_SECOND = 192_000  # 96 kHz stereo: bounds the work for a limit in seconds
_BLOCK_VALUES = 1 << 18  # samples of all channels decoded at a time, 1 MB
_UNKNOWN = 2**63 - 1  # libsndfile's frame count for a FLAC of unknown length, which it cannot read


def load_audio(path: str | Path, max_seconds: float | None = None) -> np.ndarray:
    """Decode a sound file to mono 16 kHz, cut to whole video frames.

    Channels are averaged, then resampled with soxr's HQ quality to ceil(n * 16000 / rate)
    samples, as librosa does.

    Returns (640 * T,) float32 in about -1...1, T >= 1 the number of video frames.
    Raises AudioError if the file is missing, empty or not audio, has NaN or infinite samples, is
    shorter than one frame (40 ms), longer than `max_seconds` in its header or when decoded, has
    far more samples than such a recording needs, or a rate outside 1 kHz...10 MHz.
    """
    samples = _decode(Path(path), max_seconds)
    if not np.isfinite(samples).all():  # in the file, or by resampling values near float32's end
        raise AudioError(f"'{Path(path).name}' has NaN or infinite samples: export it again.")
    frames = len(samples) // SAMPLES_PER_FRAME
    if frames == 0:
        raise AudioError(
            f"'{Path(path).name}' lasts {len(samples) / SAMPLE_RATE * 1000:.0f} ms, less than one "
            f"video frame of {1000 // FPS} ms: use a longer recording."
        )
    return samples[: frames * SAMPLES_PER_FRAME]


def _decode(path: Path, max_seconds: float | None) -> np.ndarray:
    """Decode a whole file to 16 kHz mono, (N,) float32."""
    if not is_file(path):
        raise AudioError(f"No sound file '{path}': check the path.")
    if path.stat().st_size == 0:
        raise AudioError(f"'{path.name}' is an empty file: record or export it again.")
    try:
        with soundfile.SoundFile(_encode_name(path)) as file:
            _check_header(path.name, file, max_seconds)
            blocks = _read_blocks(path.name, file, max_seconds)
            return to_16_khz(blocks, file.samplerate)
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError for the suffix .raw
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        raise AudioError(
            f"'{path.name}' cannot be read as sound ({reason}): use WAV, FLAC, OGG or MP3."
        ) from error


def _encode_name(path: Path) -> Path | bytes:
    """Bytes where file names are bytes, since soundfile rejects names that are not UTF-8."""
    return os.fsencode(path) if os.name == "posix" else path


def _read_blocks(
    name: str, file: soundfile.SoundFile, max_seconds: float | None
) -> Iterator[np.ndarray]:
    """Mono blocks (N,) float32 up to the real end, whatever a damaged header says."""
    done, size = 0, block_frames(file.channels)
    while len(block := file.read(size, dtype="float32", always_2d=True)):
        done += len(block)
        check_size(name, done, file.samplerate, file.channels, max_seconds)
        yield block.mean(axis=1)


def _check_header(name: str, file: soundfile.SoundFile, max_seconds: float | None) -> None:
    check_rate(name, file.samplerate)
    if file.frames == 0:
        raise AudioError(f"'{name}' holds no samples: record or export it again.")
    if file.frames == _UNKNOWN:
        raise AudioError(f"'{name}' does not say how long it is: export it again, as WAV.")
    check_size(name, file.frames, file.samplerate, file.channels, max_seconds)


def to_16_khz(blocks: Iterable[np.ndarray], rate: int) -> np.ndarray:
    """Resample blocks of N samples in all to one array of ceil(N * 16000 / rate), float32.

    soxr alone can be one sample short.
    """
    resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, quality="HQ")
    sound, given = bytearray(), 0  # grows in place; concatenating blocks would hold all twice
    for block in blocks:
        given += len(block)
        sound += (block if rate == SAMPLE_RATE else resampler.resample_chunk(block)).tobytes()
    sound += resampler.resample_chunk(np.empty(0, np.float32), last=True).tobytes()
    length = -(-given * SAMPLE_RATE // rate)
    sound += bytes(max(0, 4 * length - len(sound)))
    return np.frombuffer(sound, np.float32)[:length]


def block_frames(channels: int) -> int:
    """Sample frames to decode at a time: the more channels, the fewer."""
    return max(1, _BLOCK_VALUES // channels)


def check_rate(name: str, rate: int) -> None:
    """Refuse sample rates (Hz) that no speech recording has.  Raises AudioError."""
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise AudioError(
            f"'{name}' has a sample rate of {rate} Hz: it must be from {LOWEST_RATE} to "
            f"{HIGHEST_RATE} Hz, export it again."
        )


def check_size(name: str, frames: int, rate: int, channels: int, max_seconds: float | None) -> None:
    """Refuse sound longer than `max_seconds`, or with more samples than 96 kHz stereo has.

    With None there is no limit.  Raises AudioError.
    """
    if max_seconds is None:
        return
    if frames > max_seconds * rate:
        raise AudioError(
            f"'{name}' lasts {frames / rate:.0f} s, more than the limit of {max_seconds:.0f} s: "
            "cut it into parts."
        )
    if frames * channels > max_seconds * MAX_VALUES_PER_SECOND:
        raise AudioError(
            f"'{name}' has {channels} channels at {rate} Hz, too many samples for its length: "
            "export it as 16 kHz mono."
        )
