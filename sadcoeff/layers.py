"""Convolution block and mel trunk, the parts that both networks share.

Attribute names inside the modules (`conv_block`) are the released checkpoints' key names.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

MEL_EMBEDDING = 512


class ConvBlock(nn.Module):
    """Conv2d -> BatchNorm2d -> (+ input, where residual) -> ReLU."""

    def __init__(
        self,
        cin: int,
        cout: int,
        kernel: int = 3,
        stride: int | tuple[int, int] = 1,
        padding: int = 1,
        residual: bool = False,
    ) -> None:
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.Conv2d(cin, cout, kernel, stride, padding), nn.BatchNorm2d(cout)
        )
        self.residual = residual

    def forward(self, x: Tensor) -> Tensor:
        """(N, cin, H, W) -> (N, cout, H', W')."""
        y = self.conv_block(x)
        return torch.relu(y + x if self.residual else y)


def mel_trunk() -> nn.Sequential:
    """The 13-block mel encoder that SadTalker takes from Wav2Lip.

    A window (N, 1, 80, 16) becomes (N, 512, 1, 1); both networks hold one, with weights of its own.
    """
    return nn.Sequential(
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


def same_values(a: nn.Module, b: nn.Module) -> bool:
    """Whether two modules of one kind hold equal parameters and buffers."""
    pairs = zip(a.state_dict().values(), b.state_dict().values(), strict=True)
    return all(torch.equal(x, y) for x, y in pairs)


def mlp(sizes: tuple[int, ...]) -> nn.Sequential:
    """Linear layers L0, L1, ... with ReLU between and a sigmoid at the end."""
    layers = nn.Sequential()
    last = len(sizes) - 2
    for i, (cin, cout) in enumerate(pairwise(sizes)):
        layers.add_module(f"L{i}", nn.Linear(cin, cout))
        layers.add_module(
            "sigmoid" if i == last else f"A{i}", nn.Sigmoid() if i == last else nn.ReLU()
        )
    return layers
