"""The mel trunk, as it is defined.

These modules define what is computed; after `MelTrunk.prepare` they compute the same faster
(`sadcoeff.networks.folded`).
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

import torch
from torch import Tensor, nn

from sadcoeff.networks.folded import fold_trunk
from sadcoeff.networks.layers import ConvBlock

MEL_EMBEDDING = 512


class MelTrunk(nn.Sequential):
    """The 13-block mel encoder that SadTalker takes from Wav2Lip.

    Both networks have one, each with its own weights.  It computes block by block until `prepare`
    is called.
    """

    def __init__(self) -> None:
        super().__init__(
            ConvBlock(1, 32),
            ConvBlock(32, 32, residual=True),
            ConvBlock(32, 32, residual=True),
            ConvBlock(32, 64, stride=(3, 1)),
            ConvBlock(64, 64, residual=True),
            ConvBlock(64, 64, residual=True),
            ConvBlock(64, 128, stride=3),
            ConvBlock(128, 128, residual=True),
            ConvBlock(128, 128, residual=True),
            ConvBlock(128, 256, stride=(3, 2)),
            ConvBlock(256, 256, residual=True),
            ConvBlock(256, MEL_EMBEDDING, padding=0),
            ConvBlock(MEL_EMBEDDING, MEL_EMBEDDING, kernel=1, padding=0),
        )
        self._prepared: tuple[int, torch.dtype] | None = None
        self._folded: list[Callable[[Tensor], Tensor]] | None = None
        self.register_load_state_dict_post_hook(_forget_folded)

    def forward(self, windows: Tensor) -> Tensor:
        """(N, 1, 80, 16) -> (N, 512)."""
        if self._prepared is None:
            return super().forward(windows).flatten(1)
        return self._run_folded(windows, *self._prepared)

    def prepare(self, windows: int, dtype: torch.dtype = torch.float32) -> None:
        """From now on compute with batch norm folded into the convolutions, in `dtype`.

        For inference only: weights may be loaded and moved afterwards, but not trained.  Batches
        of `windows` windows are the fastest.
        """
        self._prepared = (windows, dtype)
        self._forget()

    def _run_folded(self, windows: Tensor, size: int, dtype: torch.dtype) -> Tensor:
        x = windows.transpose(2, 3)  # mel last: rows of 80 fill the registers, 16 do not
        x = x.contiguous(memory_format=torch.channels_last)
        if self._folded is None:
            blocks = cast(Iterable[ConvBlock], self)
            self._folded = fold_trunk(blocks, (size, *x.shape[1:]), dtype)
        for layer in self._folded:
            x = layer(x)
        return x

    def _apply(self, *args: Any, **kwargs: Any) -> "MelTrunk":
        """What `to` and the like call: the folded weights would not be moved with the others."""
        self._forget()
        return super()._apply(*args, **kwargs)

    def __getstate__(self) -> dict:
        """What is copied and pickled: not the folded weights."""
        return {**super().__getstate__(), "_folded": None}

    def _forget(self) -> None:
        self._folded = None


def _forget_folded(trunk: MelTrunk, _: object) -> None:
    """After loading; has a name, which a function that is pickled needs."""
    trunk._forget()
