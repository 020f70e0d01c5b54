"""The engine that uses this machine alone: one model, and a thread for each processor."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event

import torch

from sadcoeff.bulk.groups import group_items
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.recordings import Item
from sadcoeff.bulk.worker import THREADS_PER_WORKER, Result, Worker
from sadcoeff.devices import find_device

_WORKERS_PER_GPU = 4  # the others read recordings while one of them computes


class _StoppedError(Exception):
    """The run is over: a thread's unfinished work is no longer wanted."""


def run_here(
    items: Sequence[Item], options: Options, references: References
) -> Generator[Result, None, None]:
    """Yield the result of every item, in the order in which they finish.

    Uses as many processors as torch would; OMP_NUM_THREADS changes that.
    Raises what `Worker` raises.
    """
    workers = torch.get_num_threads()
    if find_device(options.device).type != "cpu":
        workers = min(workers, _WORKERS_PER_GPU)
    with _limit_threads(THREADS_PER_WORKER):
        groups = group_items(items, workers)
        yield from _run_in_threads(Worker(options, references), groups, workers)


def _run_in_threads(worker: Worker, groups: Iterable[list[Item]], workers: int) -> Iterator[Result]:
    """Results of all groups; one more group is queued than there are threads."""
    stopped = Event()

    def require_wanted(_done: int, _frames: int) -> None:
        if stopped.is_set():
            raise _StoppedError

    pool = ThreadPoolExecutor(workers)
    waiting: set[Future[list[Result]]] = set()
    try:
        for group in groups:
            waiting.add(pool.submit(worker.work, group, require_wanted))
            if len(waiting) > workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from _collect(done)
        yield from _collect(waiting)
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _collect(done: set[Future[list[Result]]]) -> Iterator[Result]:
    for future in done:
        yield from future.result()


@contextmanager
def _limit_threads(count: int) -> Iterator[None]:
    """Let torch use `count` threads per operation, and restore its setting afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
