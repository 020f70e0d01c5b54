"""Work that reports its progress while a page waits, and that stops when the page lets go."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr

from sadcoeff.errors import SadCoeffError
from sadcoeff.ui import status

Report = Callable[[str, float], None]  # stage, progress in 0...1
_END = object()


Wanted = Callable[[], bool]


class LetGo(Exception):
    """Raised inside the work at its next report, once nobody wants it any more."""


class Job:
    """Runs `work(report)` in a thread of its own.

    with Job(work, wanted) as job:
        for stage, progress in job: ...  # what the work reports, as it comes
        job.result()                     # what it returns, or raises what it raised

    Leaving the block early stops the work at its next report, and so does `wanted` when it turns
    False: then LetGo is raised.
    """

    def __init__(self, work: Callable[[Report], Any], wanted: Wanted) -> None:
        self._wanted = wanted
        self._reports: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._let_go = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._future = self._thread.submit(work, self._report)
        self._future.add_done_callback(lambda _: self._reports.put(_END))
        self.result = self._future.result

    def __enter__(self) -> "Job":
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go.set()
        self._thread.shutdown(wait=False)

    def __iter__(self) -> Iterator[tuple[str, float]]:
        """The reports until the work ends; then raises what the work raised."""
        yield from iter(self._reports.get, _END)
        self.result()

    def _report(self, stage: str, progress: float) -> None:
        if self._let_go.is_set() or not self._wanted():
            raise LetGo
        self._reports.put((stage, progress))


def staged(
    work: Callable[[Report], tuple[Any, ...]], outputs: int, wanted: Wanted = lambda: True
) -> Iterator[tuple[Any, ...]]:
    """An event's outputs while `work` goes on, and then what it gives.

    The first of the `outputs` is the status line; the others stay as they are until the end.
    What a visitor caused ends as a sentence there and as gr.Error, a cancelled run as a sentence.
    """
    wait = [gr.skip()] * (outputs - 1)
    try:
        with Job(work, wanted) as job:
            for stage, progress in job:
                yield status.running(stage, progress), *wait
            yield job.result()
    except LetGo:
        yield status.said(status.CANCELLED), *wait
    except SadCoeffError as error:
        yield status.said(str(error)), *wait
        raise gr.Error(str(error), print_exception=False) from error
