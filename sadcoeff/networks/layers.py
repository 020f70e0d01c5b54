"""Blocks that both networks are made of, and what serves both.

Attribute names inside the modules (`conv_block`) are the released checkpoints' key names.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn


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


def pad_rows(x: Tensor, size: int) -> Tensor:
    """Pad `x` (N, ...) with rows of zeros up to `size` rows.

    Networks get batches of one size alone, since the last bits of a product depend on how many
    rows there are: so a recording's numbers do not depend on what else shares its batches.
    """
    return x if len(x) == size else torch.cat([x, x.new_zeros(size - len(x), *x.shape[1:])])


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
