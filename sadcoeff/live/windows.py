"""Mel windows as soon as their sound is there, equal to those of the whole recording."""

import numpy as np
import torch
from torch import Tensor

from sadcoeff.audio import SAMPLES_PER_FRAME
from sadcoeff.mel import HOP, N_FFT, N_MELS, WINDOW_COLUMNS, mel_part, window_columns

# Frame i needs the sound up to sample 640 * i + 2120, which is within frame i + 3.  That one must
# be whole: a recording that ended in it would be cut there, and silent after the cut.
EXPRESSION_DELAY = 3  # frames by which a window is behind the sound, 0.12 s

_HALF = N_FFT // 2  # samples on each side of a column's centre
_LEAD = _HALF // HOP + 1  # columns of sound before a column: half a window, and one sample more


class WindowStream:
    """Sound at 16 kHz in, the windows of video frames out, both piece by piece.

    It holds the sound of the next column and the columns of the next window, no more.
    """

    def __init__(self) -> None:
        self._sound = np.empty(0, np.float32)  # from the centre of column `_origin` on
        self._origin = 0
        self._mel = torch.empty(0, N_MELS)  # columns `_first` on
        self._first = 0
        self.frames = 0  # whose windows have been given

    @property
    def stored(self) -> int:
        """Numbers that are held: samples, and levels of mel columns."""
        return len(self._sound) + self._mel.numel()

    def push(self, samples: np.ndarray) -> Tensor:
        """The windows that are ready after (N,) float32 more: (n, 1, 80, 16)."""
        self._sound = np.append(self._sound, samples)
        whole = self._count_frames()
        frames = whole - EXPRESSION_DELAY
        if frames <= self.frames:
            return self._mel.new_empty(0, 1, N_MELS, WINDOW_COLUMNS)
        return self._give(frames, (whole * SAMPLES_PER_FRAME - _HALF) // HOP + 1)

    def finish(self) -> Tensor:
        """The other windows of all whole frames: (n, 1, 80, 16)."""
        frames = self._count_frames()
        end = frames * SAMPLES_PER_FRAME
        self._sound = self._sound[: end - self._origin * HOP]
        return self._give(frames, 1 + end // HOP)

    def _count_frames(self) -> int:
        return (self._origin * HOP + len(self._sound)) // SAMPLES_PER_FRAME

    def _give(self, frames: int, columns: int) -> Tensor:
        """The windows up to so many frames, of so many columns; what only they need is dropped."""
        self._extend(columns)
        places = window_columns(frames + 1, columns, self.frames) - self._first
        windows = self._mel[torch.from_numpy(places[:-1])].transpose(1, 2)[:, None]
        unneeded = int(places[-1, 0])  # what is before the next window
        self._mel = self._mel[unneeded:].clone()
        self._first, self.frames = self._first + unneeded, frames
        return windows

    def _extend(self, columns: int) -> None:
        """Compute the mel up to so many columns, and drop the sound that only they need."""
        origin = self._origin
        more = mel_part(self._sound, self._first + len(self._mel) - origin, columns - origin)
        self._mel = torch.cat([self._mel, more])
        self._origin = max(0, columns - _LEAD)
        self._sound = self._sound[(self._origin - origin) * HOP :].copy()
