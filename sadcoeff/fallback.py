"""What to do when an accelerator gives up in the middle of a run: go on, and say so."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import torch

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
    """
    size = model.frames_per_batch
    try:
        return work(model, size)
    except RuntimeError as error:  # what torch raises for every fault of a device
        _raise_on_cpu(model, error)
        out_of_memory = isinstance(error, torch.OutOfMemoryError)
        log.warning("%s failed (%s): trying again.", model.device, _first_line(error))
    if out_of_memory:
        try:
            return work(model, max(1, size // _SMALLER))
        except RuntimeError as error:
            log.warning("%s failed again (%s).", model.device, _first_line(error))
    log.warning("The CPU goes on in place of %s.", model.device)
    on_cpu = model.on_cpu()
    return work(on_cpu, on_cpu.frames_per_batch)


def _raise_on_cpu(model: "Audio2Coeff", error: RuntimeError) -> None:
    if model.device.type == "cpu":
        raise error


def _first_line(error: RuntimeError) -> str:
    return str(error).partition("\n")[0]
