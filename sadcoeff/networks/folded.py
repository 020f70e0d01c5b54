"""The mel trunk as it is run: batch norm folded into the convolutions, fused by oneDNN or cuDNN.

Written by hand because torch.compile needs a compiler at run time and ZeroGPU forbids it.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_weights

from sadcoeff.networks.layers import ConvBlock


class FoldedConv:
    """A ConvBlock as convolution, addition and ReLU, with mel and time swapped."""

    def __init__(self, block: ConvBlock, dtype: torch.dtype) -> None:
        weight, bias = _fold_norm(block)
        self.weight = weight.to(dtype).contiguous(memory_format=torch.channels_last)
        self.bias, self.dtype = bias.to(dtype), dtype
        self.stride, self.padding = block.conv.stride[::-1], block.conv.padding[::-1]
        self.residual = block.residual

    def __call__(self, x: Tensor) -> Tensor:
        """(N, cin, W, H) -> (N, cout, W', H')."""
        x = x.to(self.dtype)
        y = functional.conv2d(x, self.weight, self.bias, self.stride, self.padding)
        if self.residual:
            y += x
        return y.relu_()


class FusedConv(FoldedConv):
    """The same as one operation of oneDNN, PyTorch's library for x86 processors.

    Measured a fifth faster: the addition and the ReLU need no extra pass through memory, and the
    weights are laid out as the processor wants them.
    """

    def __init__(self, block: ConvBlock, dtype: torch.dtype, shape: tuple[int, ...]) -> None:
        super().__init__(block, dtype)
        reorder = torch.ops.mkldnn._reorder_convolution_weight
        self.weight = reorder(self.weight, self.padding, self.stride, (1, 1), 1, shape)

    def __call__(self, x: Tensor) -> Tensor:
        """(N, cin, W, H) -> (N, cout, W', H')."""
        x = x.to(self.dtype)
        conv = torch.ops.mkldnn._convolution_pointwise
        arguments = (self.weight, self.bias, self.padding, self.stride, (1, 1), 1)
        if self.residual:
            return conv.binary(x, x, *arguments, "add", 1.0, "relu", [], None)
        return conv(x, *arguments, "relu", [], None)


class CudnnConv(FoldedConv):
    """The same as one operation of cuDNN: an eighth faster on an H100, for the same reason."""

    def __call__(self, x: Tensor) -> Tensor:
        """(N, cin, W, H) -> (N, cout, W', H')."""
        aten = torch.ops.aten
        arguments = (self.bias, self.stride, self.padding, (1, 1), 1)
        if self.residual:
            return aten.cudnn_convolution_add_relu(x, self.weight, x, 1.0, *arguments)
        return aten.cudnn_convolution_relu(x, self.weight, *arguments)


class FoldedLinear:
    """A ConvBlock whose kernel covers its whole input, as a matrix product."""

    def __init__(self, block: ConvBlock) -> None:
        weight, self.bias = _fold_norm(block)
        self.weight = weight.permute(0, 2, 3, 1).flatten(1)

    def __call__(self, x: Tensor) -> Tensor:
        """(N, cin, W, H) in channels-last order, or flat -> (N, cout)."""
        return functional.linear(self._flatten(x), self.weight, self.bias).relu_()

    def _flatten(self, x: Tensor) -> Tensor:
        return (x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x).float()


class FusedLinear(FoldedLinear):
    """The same as one oneDNN operation for `rows` rows, measured a quarter to a third faster."""

    def __init__(self, block: ConvBlock, rows: int) -> None:
        super().__init__(block)
        self.weight = torch.ops.mkldnn._reorder_linear_weight(self.weight, rows)

    def __call__(self, x: Tensor) -> Tensor:
        """(N, cin, W, H) in channels-last order, or flat -> (N, cout)."""
        linear = torch.ops.mkldnn._linear_pointwise
        return linear(self._flatten(x), self.weight, self.bias, "relu", [], None)


def fold_trunk(
    trunk: Iterable[ConvBlock], shape: tuple[int, ...], dtype: torch.dtype
) -> list[Callable[[Tensor], Tensor]]:
    """All blocks for inputs of `shape` (N, 1, 16, 80).

    The first and the last two stay in float32: they are little work, and would cause most of the
    rounding error.  The last two see one position only.
    """
    first, *convs, last, after = trunk
    device = first.conv.weight.device
    fuse = device.type == "cpu" and "AVX" in torch.backends.cpu.get_cpu_capability()
    x = torch.zeros(shape, device=device).contiguous(memory_format=torch.channels_last)
    layers: list[Callable[[Tensor], Tensor]] = []
    for block, t in [(first, torch.float32), *((b, dtype) for b in convs)]:
        layers.append(FusedConv(block, t, x.shape) if fuse else _fold_conv(block, t))
        x = layers[-1](x)
    flat = [FusedLinear(b, len(x)) if fuse else FoldedLinear(b) for b in (last, after)]
    return [*layers, *flat]


def _fold_conv(block: ConvBlock, dtype: torch.dtype) -> FoldedConv:
    nvidia = block.conv.weight.is_cuda and torch.version.hip is None
    return (CudnnConv if nvidia and dtype == torch.float32 else FoldedConv)(block, dtype)


def _fold_norm(block: ConvBlock) -> tuple[Tensor, Tensor]:
    """Weight (cout, cin, W, H) and bias (cout,) that do the work of convolution and batch norm.

    Computed in float64 and rounded once; on the CPU, since MPS has no float64.
    """
    state = {k: v.cpu().double() for k, v in block.conv_block.state_dict().items()}
    weight, bias = fuse_conv_bn_weights(
        state["0.weight"],
        state["0.bias"],
        state["1.running_mean"],
        state["1.running_var"],
        block.norm.eps,
        state["1.weight"],
        state["1.bias"],
    )
    device = block.conv.weight.device
    return weight.data.transpose(2, 3).float().to(device), bias.data.float().to(device)
