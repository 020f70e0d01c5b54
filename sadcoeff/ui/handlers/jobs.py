"""Work that reports its progress while a page waits, and that stops when the page lets go."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr

from sadcoeff.errors import SadCoeffError
from sadcoeff.ui import status
from sadcoeff.ui.handlers.cancel import LetGo
from sadcoeff.ui.handlers.log import Entry

PULSE = 0.25  # seconds after which a silent job is looked at

Values = dict[str, Any]  # what an event shows, by the names of its outputs
Report = Callable[[str, float], None]  # stage, progress in 0...1
WhyStop = Callable[[], str | None]  # why the work should end; None while it is wanted
Work = Callable[[Report], Values]
_END = object()
_STOPPING = threading.Event()  # the program ends, and no work is wanted any more
# Kept from job to job: each new thread may get an arena of memory of its own, for good.
_THREADS = ThreadPoolExecutor(32, thread_name_prefix="job")


class Job:
    """Runs `work(report)` in another thread.

    with Job(work, why_stop) as job:
        for stage, progress in job: ...  # what the work reports, as it comes
        job.result()                     # what it returns, or raises what it raised

    Leaving the block early stops the work at its next report.  When `why_stop` gives a reason,
    LetGo is raised at once.
    """

    def __init__(self, work: Work, why_stop: WhyStop) -> None:
        self._why_stop = why_stop
        self._reports: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._let_go = threading.Event()
        self._future = _THREADS.submit(work, self._report)
        self._future.add_done_callback(lambda _: self._reports.put(_END))
        self.result = self._future.result

    def __enter__(self) -> "Job":
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go.set()

    def __iter__(self) -> Iterator[tuple[str, float]]:
        """The reports until the work ends; then raises what the work raised.

        In a long silence the last one comes again, so that a page that is gone is noticed.
        """
        latest = None
        while (latest := self._next(latest)) is not _END:
            if latest:
                yield latest
        self.result()

    def _next(self, latest: Any) -> Any:
        """The next report, or the `latest` again after a while."""
        self._require_wanted()
        try:
            return self._reports.get(timeout=PULSE)
        except queue.Empty:
            return latest

    def _report(self, stage: str, progress: float) -> None:
        if self._let_go.is_set() or _STOPPING.is_set():
            raise LetGo
        self._require_wanted()
        self._reports.put((stage, progress))

    def _require_wanted(self) -> None:
        if why := self._why_stop():
            raise LetGo(why)


def stop_jobs() -> None:
    """Stop all work at its next report, for good: the program ends."""
    _STOPPING.set()


def run_job(entry: Entry, work: Work, why_stop: WhyStop = lambda: None) -> Iterator[Values]:
    """An event's outputs while `work` goes on, and then what it gives; it is logged as `entry`.

    Until the end only the output `line` changes, the status line.
    What a visitor caused ends as a sentence there and as gr.Error, a withdrawn run as a sentence.
    """
    try:
        with entry.logged(), Job(work, why_stop) as job:
            for stage, progress in job:
                yield {"line": status.running(stage, progress)}
            yield job.result()
    except LetGo as reason:
        yield {"line": status.say(str(reason))}
    except SadCoeffError as error:
        yield {"line": status.say(str(error))}
        raise gr.Error(str(error), print_exception=False) from error
