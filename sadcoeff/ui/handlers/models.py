"""Loaded networks, shared by all visitors: one in memory for each weights and device."""

import threading
from collections.abc import Mapping
from typing import Any

import gradio as gr

from sadcoeff.audio2coeff import Audio2Coeff, Progress
from sadcoeff.errors import SettingError
from sadcoeff.ui.handlers.zero_gpu import ON_ZERO_GPU, lent
from sadcoeff.weights.catalogue import find_weights

CPU = "cpu"
_loaded: dict[tuple[str, str], Audio2Coeff] = {}
_loading = threading.Lock()


def get(weights: str, device: str) -> Audio2Coeff:
    """The model of these weights on this device, loaded when it is first asked for.

    Raises SettingError for what is no name, and what `find_weights` and `Audio2Coeff` raise.
    Safe in threads.
    """
    for name in (weights, device):
        if not isinstance(name, str):  # Gradio takes a list of choices for a choice
            raise SettingError(f"Weights and device are one name each, not {name!r}.")
    with _loading:
        if (weights, device) not in _loaded:
            _loaded[weights, device] = Audio2Coeff(find_weights(weights), device)
        return _loaded[weights, device]


def loaded() -> list[tuple[str, str]]:
    """Weights and device of every model that is in memory."""
    return list(_loaded)


def run(
    method: str,
    weights: str,
    device: str,
    batch: Mapping[str, Any],
    progress: Progress,
    **options: Any,
) -> tuple[Any, str]:
    """What a method of `Audio2Coeff` gives for a batch, and in words where it ran.

    On ZeroGPU it runs on a lent GPU, without progress, since that is another process; where none
    is to be had, on the CPU.
    """
    if ON_ZERO_GPU and device != CPU:
        try:
            return _on_lent_gpu(method, weights, device, batch, **options), device
        except gr.Error:
            device, where = CPU, "cpu (no GPU was free)"
    else:
        where = device
    result = getattr(get(weights, device), method)(batch, progress=progress, **options)
    return result, where if result.device == device else f"{result.device} ({device} gave up)"


@lent
def _on_lent_gpu(
    method: str, weights: str, device: str, batch: Mapping[str, Any], **options: Any
) -> Any:
    return getattr(get(weights, device), method)(batch, **options)
