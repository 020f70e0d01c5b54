"""From 16 kHz sound to the mel windows that the networks read, one window per video frame.

samples (N,) -> mel_columns (M, 80) -> MelWindows (1, T, 1, 80, 16)

The constants are trained into the weights.  They are those of the audio front end that SadTalker
shares with Wav2Lip, from their public `hparams`.
"""

from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pad
from torch.utils._pytree import tree_map

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.motion.columns import FPS

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

_COLUMNS_PER_BLOCK = 1024  # limits the memory of the transform to about 20 MB


def log_mel(samples: np.ndarray) -> np.ndarray:
    """Normalised log-mel spectrogram of 16 kHz sound.

    samples: (N,) float in -1...1.  Returns (80, M) float32 in -4...4, M = 1 + N // 200.
    """
    return mel_columns(samples).numpy().T


def mel_columns(samples: np.ndarray, device: str | torch.device = "cpu") -> Tensor:
    """Like `log_mel`, but (M, 80) and computed on `device`, some columns at a time."""
    return mel_part(samples, 0, 1 + len(samples) // HOP, device)


def mel_part(
    samples: np.ndarray, start: int, stop: int, device: str | torch.device = "cpu"
) -> Tensor:
    """Columns start...stop - 1 of `mel_columns`: (stop - start, 80).

    The sound is silent before its first sample and after its last.  Float64 inside, since the
    original's float64 pre-emphasis shows in quiet passages.  MPS has no float64, so the CPU
    computes for it.
    """
    device = torch.device(device)
    where = torch.device("cpu") if device.type == "mps" else device
    filters = torch.from_numpy(mel_filters()).to(where)
    mel = torch.empty(stop - start, N_MELS, device=where)
    for first in range(start, stop, _COLUMNS_PER_BLOCK):
        block = range(first, min(first + _COLUMNS_PER_BLOCK, stop))
        part = _normalise(_magnitudes(samples, block, where) @ filters.T)
        mel[block.start - start : block.stop - start] = part
    return mel.to(device)


def window_columns(num_frames: int, columns: int, first: int = 0) -> np.ndarray:
    """Mel columns of the windows of frames first...T - 1: (T - first, 16) int64, 0...columns - 1.

    Frame i starts at trunc(80 * (i - 2) / 25), rounded towards zero; the edge columns repeat.
    """
    seconds = (np.arange(first, num_frames) - WINDOW_LEAD) / FPS
    starts = np.trunc(MEL_COLUMNS_PER_SECOND * seconds).astype(np.int64)
    return np.clip(starts[:, None] + np.arange(WINDOW_COLUMNS), 0, columns - 1)


def mel_windows(mel: np.ndarray, num_frames: int) -> np.ndarray:
    """Cut one window per video frame out of a mel (80, M).  Returns (T, 80, 16) float32."""
    windows = mel[:, window_columns(num_frames, mel.shape[1])]  # (80, T, 16)
    return np.ascontiguousarray(windows.transpose(1, 0, 2))


class MelWindows(Tensor):
    """The windows of a recording, (1, T, 1, 80, 16), gathered from its mel when they are used.

    Neighbours share most of their columns: an hour of windows takes 460 MB, its mel 92 MB.
    `part` gathers some of them; any other operation on this tensor gathers all of them and returns
    an ordinary tensor.
    """

    mel: Tensor  # (M, 80)
    columns: Tensor  # (T, 16) int64

    @classmethod
    def of(cls, mel: Tensor, num_frames: int) -> "MelWindows":
        """All windows of a mel (M, 80), on its device."""
        shape = (1, num_frames, 1, N_MELS, WINDOW_COLUMNS)
        windows = mel.new_empty(1).expand(shape).as_subclass(cls)
        windows.mel = mel
        windows.columns = torch.from_numpy(window_columns(num_frames, len(mel))).to(mel.device)
        return windows

    def on(self, device: torch.device) -> "MelWindows":
        """The same windows, to be gathered on `device`: only the mel is copied there."""
        if device == self.mel.device:
            return self
        return MelWindows.of(self.mel.to(device), len(self.columns))

    def part(self, start: int, stop: int) -> Tensor:
        """The windows of frames start...stop - 1: (N, 1, 80, 16)."""
        return self.mel[self.columns[start:stop]].transpose(1, 2)[:, None]

    @classmethod
    def __torch_function__(
        cls, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        """Run everything but queries of shape, type and device on the gathered windows."""
        if func in _QUERIES:
            return super().__torch_function__(func, types, args, kwargs)
        args, kwargs = tree_map(_gather, (args, kwargs or {}))
        return func(*args, **kwargs)


_QUERIES = {
    *(getattr(Tensor, name).__get__ for name in ("shape", "dtype", "device", "ndim")),
    *(Tensor.size, Tensor.dim, Tensor.__len__),
}


def _gather(value: Any) -> Any:
    if isinstance(value, MelWindows):
        return value.part(0, len(value.columns))[None].contiguous()
    return value


@cache
def mel_filters() -> np.ndarray:
    """Triangular mel filters (80, 401), Slaney's scale and area norm.

    Scale and norm are those of Slaney's Auditory Toolbox (1998): linear below 1 kHz, logarithmic
    above, each triangle with an area of one.
    """
    edges = _mel_to_hz(np.linspace(_hz_to_mel(MEL_LOW), _hz_to_mel(MEL_HIGH), N_MELS + 2))
    bins = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = (bins - low) / (centre - low)
    falling = (high - bins) / (high - centre)
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (high - low))


_LINEAR_HZ = 200 / 3  # Hz per mel below the break
_BREAK_HZ, _BREAK_MEL = 1000.0, 15.0
_LOG_STEP = np.log(6.4) / 27  # 27 mels from 1 kHz to 6.4 kHz


def _hz_to_mel(hz: float) -> float:
    if hz < _BREAK_HZ:
        return hz / _LINEAR_HZ
    return _BREAK_MEL + np.log(hz / _BREAK_HZ) / _LOG_STEP


def _mel_to_hz(mel: np.ndarray) -> np.ndarray:
    above = _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ, above)


def _magnitudes(samples: np.ndarray, block: range, device: torch.device) -> Tensor:
    """STFT magnitudes of the columns in `block`: (len(block), 401) float64."""
    first, last = block[0] * HOP - N_FFT // 2, block[-1] * HOP + N_FFT // 2
    frames = _emphasise(samples, first, last, device).unfold(0, N_FFT, HOP)
    hann = torch.hann_window(N_FFT, periodic=True, dtype=torch.float64, device=device)
    return torch.fft.rfft(frames * hann).abs()


def _emphasise(samples: np.ndarray, first: int, last: int, device: torch.device) -> Tensor:
    """Pre-emphasise samples first...last - 1, zero before and after the sound: float64."""
    start, stop = max(first, 0), min(last, len(samples))
    x = torch.from_numpy(samples[max(start - 1, 0) : stop]).to(device).double()
    x = pad(x, (int(start == 0), 0))  # silence before the first sample
    return pad(x[1:] - PRE_EMPHASIS * x[:-1], (start - first, last - stop))


def _normalise(magnitudes: Tensor) -> Tensor:
    level = 20 * torch.log10(magnitudes.clamp(min=MIN_MAGNITUDE)) - REF_DB  # dB
    scaled = 2 * MEL_RANGE * (level - MIN_DB) / -MIN_DB - MEL_RANGE
    return scaled.clamp(-MEL_RANGE, MEL_RANGE).float()
