"""The engine that uses this machine alone: one model, and a thread for each processor."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event

import torch

from sadcoeff.bulk.groups import grouped
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.recordings import Item
from sadcoeff.bulk.worker import THREADS_OF_A_WORKER, Result, Worker
from sadcoeff.devices import find_device

_WORKERS_OF_A_GPU = 4  # read recordings while one of them computes


class _StoppedError(Exception):
    """The batch is over: nobody wants what a thread still works on."""


def run_here(items: Sequence[Item], options: Options, references: References) -> Iterator[Result]:
    """Yield the result of every item, in the order in which they finish.

    Uses as many processors as torch would, which OMP_NUM_THREADS sets.
    Raises what `Worker` raises.
    """
    workers = torch.get_num_threads()
    if find_device(options.device).type != "cpu":
        workers = min(workers, _WORKERS_OF_A_GPU)
    with _threads(THREADS_OF_A_WORKER):
        yield from _in_threads(Worker(options, references), grouped(items, workers), workers)


def _in_threads(worker: Worker, groups: Iterator[list[Item]], workers: int) -> Iterator[Result]:
    """Results of all groups, with one more group under way than there are threads."""
    stopped = Event()

    def go_on(_done: int, _frames: int) -> None:
        if stopped.is_set():
            raise _StoppedError

    pool = ThreadPoolExecutor(workers)
    waiting: set[Future[list[Result]]] = set()
    try:
        for group in groups:
            waiting.add(pool.submit(worker.work, group, go_on))
            if len(waiting) > workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from _results(done)
        yield from _results(waiting)
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _results(done: set[Future[list[Result]]]) -> Iterator[Result]:
    for future in done:
        yield from future.result()


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Have torch use so many threads for one operation, and as many as before afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
