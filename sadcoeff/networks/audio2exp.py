"""The expression net: a mel trunk and one linear layer.  Frames are independent of each other.

Attribute names are the released checkpoint's key names: `audio_encoder` is the trunk,
`mapping1` the linear layer.
"""

import torch
from torch import Tensor, nn

from sadcoeff.networks.config import ExpConfig
from sadcoeff.networks.trunk import MEL_EMBEDDING, MelTrunk


class Audio2Exp(nn.Module):
    """Expression of a frame from its mel window, the source face and the blink strength."""

    training_only: tuple[str, ...] = ()

    def __init__(self, config: ExpConfig) -> None:
        super().__init__()
        self.audio_encoder = MelTrunk()
        self.mapping1 = nn.Linear(MEL_EMBEDDING + config.expression + 1, config.expression)

    def forward(self, windows: Tensor, ref: Tensor, ratio: Tensor) -> Tensor:
        """Expression coefficients of N frames.

        windows (N, 1, 80, 16), ref (N, 64) the source face's expression, ratio (N, 1) the
        blink strength 0...1.  Returns (N, 64).
        """
        return self.express(self.embed(windows), ref, ratio)

    def prepare(self, windows: int, dtype: torch.dtype) -> None:
        """Make the trunk fast for inference; see `MelTrunk.prepare`."""
        self.audio_encoder.prepare(windows, dtype)

    def embed(self, windows: Tensor) -> Tensor:
        """Mel embedding: (N, 1, 80, 16) -> (N, 512)."""
        return self.audio_encoder(windows)

    def express(self, embedding: Tensor, ref: Tensor, ratio: Tensor) -> Tensor:
        """As `forward`, from the embedding (N, 512)."""
        return self.mapping1(torch.cat([embedding, ref, ratio], dim=1))

    def blink_response(self) -> Tensor:
        """What a blink of strength 1 adds to any frame's expression, (64,).

        The linear layer comes last, so the output is affine in the blink strength.
        """
        return self.mapping1.weight[:, -1]
