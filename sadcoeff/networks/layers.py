"""Building blocks and helpers that both networks share.

Attribute names inside the modules (`conv_block`) are the released checkpoints' key names.
"""

from itertools import pairwise
from typing import cast

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

    @property
    def conv(self) -> nn.Conv2d:
        """The convolution, by its own name."""
        return cast(nn.Conv2d, self.conv_block[0])

    @property
    def norm(self) -> nn.BatchNorm2d:
        """The batch norm, by its own name."""
        return cast(nn.BatchNorm2d, self.conv_block[1])

    def forward(self, x: Tensor) -> Tensor:
        """(N, cin, H, W) -> (N, cout, H', W')."""
        y = self.conv_block(x)
        return torch.relu(y + x if self.residual else y)


def pad_rows(x: Tensor, size: int) -> Tensor:
    """Pad `x` (N, ...) with rows of zeros up to `size` rows.

    The networks only ever see batches of one size: the last bits of a product depend on its number
    of rows, and a recording's numbers must not depend on what else is in its batches.
    """
    return x if len(x) == size else torch.cat([x, x.new_zeros(size - len(x), *x.shape[1:])])


def same_values(a: nn.Module, b: nn.Module) -> bool:
    """Whether two modules of the same kind have equal parameters and buffers."""
    pairs = zip(a.state_dict().values(), b.state_dict().values(), strict=True)
    return all(torch.equal(x, y) for x, y in pairs)


def mlp(sizes: tuple[int, ...]) -> nn.Sequential:
    """Linear layers L0, L1, ... with ReLU in between and a sigmoid at the end."""
    layers = nn.Sequential()
    last = len(sizes) - 2
    for i, (cin, cout) in enumerate(pairwise(sizes)):
        layers.add_module(f"L{i}", nn.Linear(cin, cout))
        layers.add_module(
            "sigmoid" if i == last else f"A{i}", nn.Sigmoid() if i == last else nn.ReLU()
        )
    return layers
