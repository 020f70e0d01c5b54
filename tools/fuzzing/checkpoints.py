"""2,000 checkpoints: safetensors files and `.pth` files."""

from functools import cache
from pathlib import Path

import torch

from fuzzing import pickles, strange_tensors, tensor_files, tensor_headers
from fuzzing.corpus import Corpus, Item


def open_checkpoint(path: Path, _item: Item) -> None:
    """Load it as it would be for a run, or to train on."""
    torch.set_num_threads(1)  # what is measured is the processor's time
    networks = _load_networks(path) if path.suffix == ".safetensors" else _load_layer(path)
    if not all(torch.isfinite(v).all() for net in networks for v in net.state_dict().values()):
        raise RuntimeError("The weights are not finite.")


def _load_networks(path: Path) -> list[torch.nn.Module]:
    from sadcoeff import Audio2Coeff
    from sadcoeff.weights.catalogue import CONFIGS

    model = Audio2Coeff({**CONFIGS, "checkpoint": path}, "cpu")
    return [model.audio2pose_model, model.audio2exp_model]


def _load_layer(path: Path) -> list[torch.nn.Module]:
    from sadcoeff import load_cpk

    layer, optimizer = _layer()
    load_cpk(path, layer, optimizer)
    return [layer]


@cache
def _layer() -> tuple[torch.nn.Module, torch.optim.Optimizer]:
    layer = torch.nn.Linear(*pickles.SHAPE)
    return layer, torch.optim.Adam(layer.parameters())


CHECKPOINTS = Corpus(
    "checkpoints",
    2000,
    {**pickles.KINDS, **strange_tensors.KINDS, **tensor_files.KINDS, **tensor_headers.KINDS},
    open_checkpoint,
)
