"""What to do when an accelerator gives up in the middle of a run: go on, and say so."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import torch

from sadcoeff.errors import DeviceError

if TYPE_CHECKING:
    from sadcoeff.audio2coeff import Audio2Coeff

Result = TypeVar("Result")
Work = Callable[["Audio2Coeff", int], Result]  # on a model, in batches of so many frames

_SMALLER = 8  # times, for a second try where memory ran out

log = logging.getLogger("sadcoeff")


def kept_going(model: "Audio2Coeff", work: Work[Result]) -> Result:
    """What `work` gives, if need be in smaller batches, and then on the CPU.

    Smaller batches are tried where memory runs out; the CPU takes over where they do not help, or
    where the device is gone.  Each step is logged as a warning.  On the CPU errors are raised.
    Raises DeviceError where the device is gone and the recording was on it.
    """
    size = model.frames_per_batch
    try:
        return work(model, size)
    except RuntimeError as error:  # what torch raises for every fault of a device
        _raise_on_cpu(model.device, error)
        out_of_memory = isinstance(error, torch.OutOfMemoryError)
        log.warning("%s failed (%s): trying again.", model.device, _first_line(error))
    if out_of_memory:
        try:
            return work(model, max(1, size // _SMALLER))
        except RuntimeError as error:
            log.warning("%s failed again (%s).", model.device, _first_line(error))
    log.warning("The CPU goes on in place of %s.", model.device)
    on_cpu = model.on_cpu()
    try:
        return work(on_cpu, on_cpu.frames_per_batch)
    except torch.AcceleratorError as error:
        raise DeviceError(
            f"'{model.device}' gave up, and the recording that was on it is lost "
            f"({_first_line(error)}): run it again with the device 'cpu'."
        ) from error


def else_on_cpu(device: torch.device, work: Callable[[torch.device], Result]) -> Result:
    """What `work` gives on a device; where that gives up, a warning, and what it gives on the CPU.

    On the CPU errors are raised.
    """
    try:
        return work(device)
    except RuntimeError as error:
        _raise_on_cpu(device, error)
        log.warning("%s failed (%s): the CPU goes on.", device, _first_line(error))
    return work(torch.device("cpu"))


def _raise_on_cpu(device: torch.device, error: RuntimeError) -> None:
    if device.type == "cpu":
        raise error


def _first_line(error: RuntimeError) -> str:
    return str(error).partition("\n")[0]
