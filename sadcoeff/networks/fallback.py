"""What to do when an accelerator fails in the middle of a run: continue, and log it."""

import logging
from collections.abc import Callable
from typing import TypeVar

import torch

from sadcoeff.errors import DeviceError
from sadcoeff.networks.inference import Networks
from sadcoeff.validation import one_line

Result = TypeVar("Result")

_SMALLER = 8  # factor by which batches shrink when memory has run out
# A device's own kind of error came with torch 2.8; before, it was a plain RuntimeError.
DEVICE_GONE: type[RuntimeError] = getattr(torch, "AcceleratorError", RuntimeError)


log = logging.getLogger("sadcoeff")


def run_with_fallback(
    networks: Networks,
    load_on_cpu: Callable[[], Networks],
    work: Callable[[Networks, int], Result],
) -> Result:
    """Return `work(networks, frames_per_batch)`, on the CPU if the device fails.

    If memory runs out, smaller batches are tried first.  If that does not help, or the device is
    gone, the networks are loaded again on the CPU, since a dead device cannot be copied from.
    Each step is logged as a warning.  Errors on the CPU are raised unchanged.
    Raises DeviceError if the device is gone and the recording was in its memory.
    """
    device, size = networks.device, networks.frames_per_batch
    try:
        return work(networks, size)
    except RuntimeError as error:  # torch raises it for every device fault
        _raise_on_cpu(device, error)
        out_of_memory = isinstance(error, torch.OutOfMemoryError)
        log.warning("%s failed (%s): trying again.", device, one_line(error))
    if out_of_memory:
        try:
            return work(networks, max(1, size // _SMALLER))
        except RuntimeError as error:
            log.warning("%s failed again (%s).", device, one_line(error))
    log.warning("Continuing on the CPU instead of %s.", device)
    on_cpu = load_on_cpu()
    try:
        return work(on_cpu, on_cpu.frames_per_batch)
    except DEVICE_GONE as error:
        raise DeviceError(
            f"'{device}' failed, and the recording's data is lost ({one_line(error)}): run it "
            "again with the device 'cpu'."
        ) from error


def prepare_with_fallback(device: torch.device, work: Callable[[torch.device], Result]) -> Result:
    """Return `work(device)`; if the device fails, log a warning and return `work` on the CPU.

    Errors on the CPU are raised unchanged.
    """
    try:
        return work(device)
    except RuntimeError as error:
        _raise_on_cpu(device, error)
        log.warning("%s failed (%s): continuing on the CPU.", device, one_line(error))
    return work(torch.device("cpu"))


def _raise_on_cpu(device: torch.device, error: RuntimeError) -> None:
    if device.type == "cpu":
        raise error
