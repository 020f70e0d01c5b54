"""Descent in one cycle of the learning rate, a running average of the weights, and errors."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import trange

WEIGHT_DECAY = 0.05
_WARM_UP = 0.15  # share of the steps


def running_average(net: nn.Module, steps: int) -> AveragedModel:
    """An average of the net's weights over about the last `steps`, in evaluation mode."""
    averaging = get_ema_multi_avg_fn(1 - 1 / steps)
    return AveragedModel(net, multi_avg_fn=averaging, use_buffers=True).eval()


def descend(
    net: nn.Module,
    average: AveragedModel,
    loss_at: Callable[[float], Tensor],
    steps: int,
    rate: float,
    name: str,
) -> None:
    """Lower `loss_at(progress)` of progress 0...1, keeping up the average."""
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=WEIGHT_DECAY, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, steps, pct_start=_WARM_UP)
    for step in trange(steps, desc=name, unit="step", mininterval=5):
        loss = loss_at(step / steps)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        average.update_parameters(net)


def settle(net: nn.Module, average: AveragedModel, batches: Iterable[Tensor]) -> None:
    """Fix batch norm's statistics, in the net and its average, at those over all the batches."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # a mean over batches instead of one that runs along
    with torch.no_grad():
        for batch in batches:
            net(batch)
    net.eval()
    for kept, found in zip(average.module.buffers(), net.buffers(), strict=True):
        kept.copy_(found)


def squared(x: Tensor) -> Tensor:
    """Squared length of every row: (N, C) -> (N,)."""
    return x.square().sum(dim=1)


def variance(targets: Tensor) -> Tensor:
    """Mean squared distance of rows from their mean."""
    return squared(targets - targets.mean(dim=0)).mean()
