"""ResUnet, the small residual U-Net that shapes a chunk of head motion in time.

It works on (B, 1, 32 frames, 6 pose columns) as an image and halves only the time axis.
Attribute names are the released checkpoints' key names.
"""

import torch
from torch import Tensor, nn

FILTERS = (32, 64, 128, 256)
_HALVE_TIME = (2, 1)


def _conv(cin: int, cout: int, stride: int | tuple[int, int] = 1) -> nn.Conv2d:
    return nn.Conv2d(cin, cout, kernel_size=3, stride=stride, padding=1)


class ResidualConv(nn.Module):
    """BN, ReLU, conv twice, plus a skip of one conv and BN; the stride is the first conv's."""

    def __init__(self, cin: int, cout: int, stride: int | tuple[int, int] = 1) -> None:
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.BatchNorm2d(cin),
            nn.ReLU(),
            _conv(cin, cout, stride),
            nn.BatchNorm2d(cout),
            nn.ReLU(),
            _conv(cout, cout),
        )
        self.conv_skip = nn.Sequential(_conv(cin, cout, stride), nn.BatchNorm2d(cout))

    def forward(self, x: Tensor) -> Tensor:
        """(B, cin, frames, 6) -> (B, cout, frames or frames / 2, 6)."""
        return self.conv_block(x) + self.conv_skip(x)


class Upsample(nn.Module):
    """Doubles the time axis."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.upsample = nn.ConvTranspose2d(channels, channels, _HALVE_TIME, _HALVE_TIME)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, frames, 6) -> (B, C, 2 * frames, 6)."""
        return self.upsample(x)


class ResUnet(nn.Module):
    """(B, 1, 32, 6) -> (B, 1, 32, 6), each output in 0...1."""

    def __init__(self) -> None:
        super().__init__()
        f0, f1, f2, f3 = FILTERS
        self.input_layer = nn.Sequential(_conv(1, f0), nn.BatchNorm2d(f0), nn.ReLU(), _conv(f0, f0))
        self.input_skip = nn.Sequential(_conv(1, f0))
        self.residual_conv_1 = ResidualConv(f0, f1, _HALVE_TIME)
        self.residual_conv_2 = ResidualConv(f1, f2, _HALVE_TIME)
        self.bridge = ResidualConv(f2, f3, _HALVE_TIME)
        self.upsample_1 = Upsample(f3)
        self.up_residual_conv1 = ResidualConv(f3 + f2, f2)
        self.upsample_2 = Upsample(f2)
        self.up_residual_conv2 = ResidualConv(f2 + f1, f1)
        self.upsample_3 = Upsample(f1)
        self.up_residual_conv3 = ResidualConv(f1 + f0, f0)
        self.output_layer = nn.Sequential(nn.Conv2d(f0, 1, kernel_size=1), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        """(B, 1, 32, 6) -> (B, 1, 32, 6)."""
        full = self.input_layer(x) + self.input_skip(x)  # (B, 32, 32, 6)
        half = self.residual_conv_1(full)  # (B, 64, 16, 6)
        quarter = self.residual_conv_2(half)  # (B, 128, 8, 6)
        y = self.bridge(quarter)  # (B, 256, 4, 6)
        y = self.up_residual_conv1(torch.cat([self.upsample_1(y), quarter], dim=1))
        y = self.up_residual_conv2(torch.cat([self.upsample_2(y), half], dim=1))
        y = self.up_residual_conv3(torch.cat([self.upsample_3(y), full], dim=1))
        return self.output_layer(y)
