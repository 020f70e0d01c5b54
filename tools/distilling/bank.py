"""Many recordings' mel windows in little memory, cut out when they are needed."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from distilling.augment import CONTEXT
from sadcoeff.mel import window_columns


class Bank:
    """N windows, each of 24 + 16 mel columns: those before the window, then the window."""

    def __init__(self, mels: Sequence[np.ndarray], frames: Sequence[int], device: torch.device):
        """`mels` are spectrograms (80, M), `frames` how many windows to take of each."""
        starts = np.cumsum([0, *(m.shape[1] for m in mels)])[:-1]
        columns = [
            _columns(m.shape[1], f) + s for m, f, s in zip(mels, frames, starts, strict=True)
        ]
        self._mel = torch.from_numpy(np.concatenate(mels, axis=1).T.copy()).to(device)  # (M, 80)
        self._columns = torch.from_numpy(np.concatenate(columns)).to(device)  # (N, 40)

    def __len__(self) -> int:
        return len(self._columns)

    def __getitem__(self, index: Tensor | slice) -> Tensor:
        """Windows (B, 80, 40)."""
        return self._mel[self._columns[index]].transpose(1, 2)


def _columns(total: int, frames: int) -> np.ndarray:
    window = window_columns(frames, total)
    before = (window[:, :1] - np.arange(CONTEXT, 0, -1)).clip(0)
    return np.concatenate([before, window], axis=1)
