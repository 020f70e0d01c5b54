"""`.pth` files whose tensors are there by the right names, and are not what they should be."""

from collections.abc import Callable

import numpy as np
import torch

from fuzzing.corpus import Item
from fuzzing.pickles import NAME, content, saved

Rng = np.random.Generator

_HUGE = 10**10  # elements of a tensor that is one number, seen again and again
TENSORS: tuple[Callable[[torch.Tensor], object], ...] = (
    lambda t: t * torch.nan,
    lambda t: t.double() * 1e300,
    lambda t: t.to_sparse(),
    lambda t: t.to("meta"),
    lambda t: t.to(torch.complex64),
    lambda t: t.bool(),
    lambda t: t.to(torch.float8_e4m3fn),
    lambda t: torch.quantize_per_tensor(t, 0.1, 0, torch.qint8),
    lambda t: t.view(-1)[:1].expand(_HUGE),
    lambda t: t.view(-1)[:1].expand(2, 3),
    lambda t: t.double().view(-1)[:1].expand(_HUGE),
    lambda t: t.T,
    lambda t: t.reshape(-1),
    lambda t: t[..., None],
    lambda t: t.reshape(-1)[:0],
    lambda t: t.sum(),
    lambda t: torch.nn.Parameter(t.clone()),
    lambda t: t.clone().requires_grad_(),
    lambda t: t.numpy().tolist(),
    lambda t: torch.nested.nested_tensor([t]),
)


def strange_model(rng: Rng) -> Item:
    """One tensor of the model is strange."""
    held = content()
    key = str(rng.choice(["weight", "bias"]))
    held["model"][key] = TENSORS[rng.integers(len(TENSORS))](held["model"][key])
    return Item(NAME, saved(held))


def strange_optimizer(rng: Rng) -> Item:
    """One tensor of the optimizer's state is strange."""
    held = content()
    state = held["optimizer"]["state"][int(rng.integers(0, 2))]
    key = str(rng.choice(list(state)))
    state[key] = TENSORS[rng.integers(len(TENSORS))](state[key])
    return Item(NAME, saved(held))


KINDS = {"pth: strange model": strange_model, "pth: strange optimizer": strange_optimizer}
