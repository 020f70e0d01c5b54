"""What tests of fetching do and look at."""

import pytest
import safetensors
import safetensors.torch
from hub_server import NOT_RUN

from sadcoeff.errors import WeightsError
from sadcoeff.weights.catalogue import list_weights
from sadcoeff.weights.fetch import fetch_official


def run_tensors(content):
    """The tensors that the networks run."""
    tensors = safetensors.torch.load(content)
    return {k: v for k, v in tensors.items() if k not in NOT_RUN}


def bytes_needed(content):
    """The header's and the run tensors'."""
    data = sum(v.numel() * v.element_size() for v in run_tensors(content).values())
    return 8 + int.from_bytes(content[:8], "little") + data


def failing(folder, file):
    """The one sentence that the fetch fails with; no weights are left behind."""
    with pytest.raises(WeightsError) as caught:
        fetch_official(None, folder, file)
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert len(text) < 300
    assert list_weights(folder) == []
    return text


def left_in(folder):
    return [p.name for p in folder.iterdir() if not p.name.endswith(".lock")]


class Cancelled(Exception):
    pass


def cancel_half_way(done, size):
    if done > size / 2:
        raise Cancelled
