"""Both networks on a few frames at a time."""

import numpy as np
import torch
from torch import Tensor

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.motion.columns import EXPRESSION, POSE
from sadcoeff.networks.layers import pad_rows

# Windows that pass the trunks together; a piece of 0.1 s brings two or three.  One number only, so
# that the last bits do not depend on how the sound is cut.
FRAMES_PER_PASS = 3


class Passes:
    """The networks of a model for one source face and pose style.

    If the model's device fails, the CPU takes over.
    """

    def __init__(self, model: Audio2Coeff, first: np.ndarray, style: int) -> None:
        """`first` (70,) holds the source face's coefficients, `style` is the pose style."""
        self._model = model
        face = torch.from_numpy(first)
        self._ref = face[EXPRESSION].repeat(FRAMES_PER_PASS, 1)
        self._start, self._style = face[None, POSE], torch.tensor([style])

    def hear(self, windows: Tensor) -> tuple[np.ndarray, np.ndarray]:
        """Expression with open eyes (n, 64) and speech (n, 6) of windows (n, 1, 80, 16)."""
        passes = [self._hear(part) for part in windows.split(FRAMES_PER_PASS)]
        expression, speech = (torch.cat(rows)[: len(windows)] for rows in zip(*passes, strict=True))
        return expression.numpy(), speech.numpy()

    def move(self, speech: np.ndarray, noise: Tensor) -> np.ndarray:
        """Head motion (32, 6) of a chunk's speech (32, 6), with noise (64,)."""
        given = (self._start, noise[None], self._style, torch.from_numpy(speech)[None])
        [motion] = self._model.run(lambda networks, _size: networks.move(*given))
        return motion[0].numpy()

    def _hear(self, windows: Tensor) -> tuple[Tensor, ...]:
        padded = pad_rows(windows, FRAMES_PER_PASS)
        return self._model.run(lambda networks, _size: networks.hear(padded, self._ref))
