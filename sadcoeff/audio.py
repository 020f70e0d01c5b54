"""From a sound file to the mel windows that the networks read, one window per video frame.

load_audio (N,) -> log_mel (80, M) -> mel_windows (T, 80, 16)

The constants are trained into the weights. They are those of the audio front end that
SadTalker shares with Wav2Lip, as in their public `hparams`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
import soxr

from sadcoeff.checks import is_file
from sadcoeff.errors import AudioError

SAMPLE_RATE = 16_000  # Hz
FPS = 25  # video frames a second
SAMPLES_PER_FRAME = SAMPLE_RATE // FPS  # 640 samples = 40 ms
N_FFT = 800  # samples, window and transform length, 50 ms
HOP = 200  # samples between mel columns, 12.5 ms
MEL_COLUMNS_PER_SECOND = SAMPLE_RATE // HOP  # 80
N_MELS = 80
MEL_LOW, MEL_HIGH = 55.0, 7600.0  # Hz
PRE_EMPHASIS = 0.97
MIN_MAGNITUDE = 1e-5  # -100 dB, the floor of the spectrogram
REF_DB = 20.0  # subtracted from every level
MIN_DB = -100.0  # maps to -MEL_RANGE
MEL_RANGE = 4.0  # normalised mel lies in -4...4
WINDOW_COLUMNS = 16  # mel columns of one video frame's window, 200 ms
WINDOW_LEAD = 2  # video frames by which a window starts before its frame

_COLUMNS_PER_BLOCK = 4096  # bounds the memory of the transform to about 50 MB
_READ_BLOCK = 1 << 18  # sample frames decoded at a time, so that 8 channels stay small


def load_audio(path: str | Path, max_seconds: float | None = None) -> np.ndarray:
    """Decode a sound file to mono 16 kHz, cut to whole video frames.

    Channels are averaged, then resampled with soxr's HQ quality to ceil(n * 16000 / rate)
    samples, as librosa does.

    Returns (640 * T,) float32 in about -1...1, T >= 1 the number of video frames.
    Raises AudioError if the file is missing, empty, no audio, holds NaN or infinite samples,
    is shorter than one frame (40 ms), or longer than `max_seconds`.
    """
    mono, rate = _decode(Path(path), max_seconds)
    samples = _resample(mono, rate)
    if not np.isfinite(samples).all():  # so are those that resampling takes beyond float32
        raise AudioError(f"'{Path(path).name}' has NaN or infinite samples: export it again.")
    frames = len(samples) // SAMPLES_PER_FRAME
    if frames == 0:
        raise AudioError(
            f"'{Path(path).name}' lasts {len(mono) / rate * 1000:.0f} ms, less than one video "
            f"frame of {1000 // FPS} ms: use a longer recording."
        )
    return samples[: frames * SAMPLES_PER_FRAME]


def log_mel(samples: np.ndarray) -> np.ndarray:
    """Normalised log-mel spectrogram of 16 kHz sound.

    samples: (N,) float in -1...1.  Returns (80, M) float32 in -4...4, M = 1 + N // 200.
    Float64 inside, since the original's float64 pre-emphasis shows in quiet passages.
    """
    x = np.asarray(samples, np.float64)
    emphasised = np.append(x[:1], x[1:] - PRE_EMPHASIS * x[:-1])
    padded = np.pad(emphasised, N_FFT // 2)
    columns = 1 + len(x) // HOP
    mel = np.empty((N_MELS, columns), np.float32)
    for start in range(0, columns, _COLUMNS_PER_BLOCK):
        block = slice(start, min(start + _COLUMNS_PER_BLOCK, columns))
        mel[:, block] = _normalise(mel_filters() @ _magnitudes(padded, block))
    return mel


def window_columns(num_frames: int, columns: int) -> np.ndarray:
    """Mel columns of each video frame's window: (T, 16) int64 in 0...columns - 1.

    Frame i starts at trunc(80 * (i - 2) / 25), towards zero, and edges repeat.
    """
    seconds = (np.arange(num_frames) - WINDOW_LEAD) / FPS
    starts = np.trunc(MEL_COLUMNS_PER_SECOND * seconds).astype(np.int64)
    return np.clip(starts[:, None] + np.arange(WINDOW_COLUMNS), 0, columns - 1)


def mel_windows(mel: np.ndarray, num_frames: int) -> np.ndarray:
    """Cut one window per video frame out of a mel (80, M).  Returns (T, 80, 16) float32."""
    windows = mel[:, window_columns(num_frames, mel.shape[1])]  # (80, T, 16)
    return np.ascontiguousarray(windows.transpose(1, 0, 2))


@cache
def mel_filters() -> np.ndarray:
    """Triangular mel filters (80, 401), Slaney's scale and area norm.

    Scale and norm are those of Slaney's Auditory Toolbox (1998): linear below 1 kHz,
    logarithmic above, every triangle of area one.
    """
    edges = _mel_to_hz(np.linspace(_hz_to_mel(MEL_LOW), _hz_to_mel(MEL_HIGH), N_MELS + 2))
    bins = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = (bins - low) / (centre - low)
    falling = (high - bins) / (high - centre)
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (high - low))


_LINEAR_HZ = 200 / 3  # Hz a mel below the break
_BREAK_HZ, _BREAK_MEL = 1000.0, 15.0
_LOG_STEP = np.log(6.4) / 27  # 27 mels take 1 kHz to 6.4 kHz


def _hz_to_mel(hz: float) -> float:
    if hz < _BREAK_HZ:
        return hz / _LINEAR_HZ
    return _BREAK_MEL + np.log(hz / _BREAK_HZ) / _LOG_STEP


def _mel_to_hz(mel: np.ndarray) -> np.ndarray:
    above = _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ, above)


def _magnitudes(padded: np.ndarray, block: slice) -> np.ndarray:
    """STFT magnitudes (401, columns) of the columns in `block` of a padded signal."""
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP][block]
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)  # periodic
    return np.abs(np.fft.rfft(frames * hann)).T


def _normalise(magnitudes: np.ndarray) -> np.ndarray:
    level = 20 * np.log10(np.maximum(MIN_MAGNITUDE, magnitudes)) - REF_DB  # dB
    scaled = 2 * MEL_RANGE * (level - MIN_DB) / -MIN_DB - MEL_RANGE
    return np.clip(scaled, -MEL_RANGE, MEL_RANGE)


def _decode(path: Path, max_seconds: float | None) -> tuple[np.ndarray, int]:
    """Mono samples (N,) float32 and their rate in Hz."""
    if not is_file(path):
        raise AudioError(f"No sound file '{path}': check the path.")
    if path.stat().st_size == 0:
        raise AudioError(f"'{path.name}' is an empty file: record or export it again.")
    try:
        with soundfile.SoundFile(path) as file:
            _check_length(path, file, max_seconds)
            blocks = list(_mono_blocks(file))
            rate = file.samplerate
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError for the ending .raw
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        raise AudioError(
            f"'{path.name}' cannot be read as sound ({reason}): use WAV, FLAC, OGG or MP3."
        ) from error
    return np.concatenate(blocks) if blocks else np.empty(0, np.float32), rate


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


def _resample(mono: np.ndarray, rate: int) -> np.ndarray:
    """To 16 kHz, with ceil(n * 16000 / rate) samples: soxr alone can be one short."""
    if rate == SAMPLE_RATE:
        return mono
    length = -(-len(mono) * SAMPLE_RATE // rate)
    resampled = soxr.resample(mono, rate, SAMPLE_RATE, quality="HQ")[:length]
    return np.pad(resampled, (0, length - len(resampled)))
