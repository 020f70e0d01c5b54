"""Work of one shape that is done over and over, as live sessions do; on CUDA captured in a graph.

A pass over three windows is dozens of kernels of a few microseconds each: launched one by one, they
keep the host busy for longer than the card.  A CUDA graph of them is one launch.
"""

from collections.abc import Callable
from threading import Lock

import torch
from torch import Tensor

Work = Callable[..., tuple[Tensor, ...]]


class Repeated:
    """A function of tensors that always have the same shapes, run on `device`.

    Threads may share it.  The function must have no effects, and return new tensors.
    """

    def __init__(self, work: Work, device: torch.device) -> None:
        self._work, self._device = work, device
        self._captured: Captured | None = None
        self._lock = Lock()

    @torch.inference_mode()
    def __call__(self, *given: Tensor) -> tuple[Tensor, ...]:
        """What the function returns, on the CPU."""
        if self._device.type != "cuda":
            moved = self._work(*(g.to(self._device) for g in given))
            return tuple(output.cpu() for output in moved)
        with self._lock:
            if self._captured is None:
                self._captured = Captured(self._work, [g.to(self._device) for g in given])
            return self._captured.play(*given)


class Captured:
    """What a function does with its arguments on CUDA, to be done again with others.

    One thread at a time may play it.
    """

    def __init__(self, work: Work, given: list[Tensor]) -> None:
        """`given` on one CUDA device, whose shapes and types are those of all later arguments."""
        self._given, self._graph = given, torch.cuda.CUDAGraph()
        with torch.cuda.device(given[0].device):
            work(*given)  # what libraries set up at their first call cannot be recorded
            # Other threads may use the card meanwhile, which the default mode forbids.
            with torch.cuda.graph(self._graph, capture_error_mode="thread_local"):
                self._outputs = work(*given)

    def play(self, *given: Tensor) -> tuple[Tensor, ...]:
        """The function's outputs for other arguments, as copies on the CPU."""
        with torch.cuda.device(self._given[0].device):
            for place, value in zip(self._given, given, strict=True):
                place.copy_(value)
            self._graph.replay()
            return tuple(output.to("cpu", copy=True) for output in self._outputs)
