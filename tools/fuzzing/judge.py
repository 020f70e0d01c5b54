"""Whether an item of a corpus ends as it must: in a result or one clear refusal, at low cost."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from queue import LifoQueue

from fuzzing.corpus import Corpus
from fuzzing.worker import Cost, serve

LONGEST_REFUSAL = 1000  # characters
_START_SECONDS = 300.0


@dataclass(frozen=True)
class Limits:
    """What an item may take."""

    seconds: float = 5.0  # of processor time
    megabytes: float = 500.0  # above what there was before
    hang: float = 60.0  # seconds on the clock, after which the process is ended


DEFAULT = Limits()


@dataclass(frozen=True)
class Verdict:
    """How an item ended; `fault` says what must not be, and is None for a good end."""

    number: int
    kind: str
    cost: Cost | None  # None if the process ended
    fault: str | None


class Worker:
    """A process of `fuzzing.worker`, begun anew whenever an item ended it."""

    def __init__(self, corpus: Corpus, folder: Path, limits: Limits) -> None:
        self.corpus, self.folder, self.limits = corpus, folder, limits
        self._process = None

    def judge(self, number: int) -> Verdict:
        """Open an item and look at how it ended."""
        if self._process is None:
            self._start()
        try:
            self._pipe.send(number)
            cost = self._pipe.recv() if self._pipe.poll(self.limits.hang) else None
            fault = self._fault(cost)
        except (EOFError, OSError):
            cost, fault = None, self._last_words()
        if cost is None or cost.left:
            self.stop()
        return Verdict(number, self.corpus.kind(number), cost, fault)

    def stop(self) -> None:
        """End the process, if one runs, and clear its folder."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        self.folder.mkdir(parents=True)
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        arguments = (other, self.corpus, self.folder)
        self._process = context.Process(target=serve, args=arguments, daemon=True)
        self._process.start()
        other.close()
        if not self._pipe.poll(_START_SECONDS):
            raise RuntimeError("The process that opens the files does not start.")
        self._pipe.recv()

    def _fault(self, cost: Cost | None) -> str | None:
        if cost is None:
            return f"no end within {self.limits.hang:.0f} s"
        faults = {
            f"took {cost.seconds:.1f} s": cost.seconds > self.limits.seconds,
            f"took {cost.megabytes:.0f} MB": cost.megabytes > self.limits.megabytes,
            f"left {', '.join(cost.left)}": bool(cost.left),
            f"said {cost.refusal!r:.300}": cost.refusal is not None and not _is_clear(cost),
        }
        return "; ".join(what for what, is_so in faults.items() if is_so) or None

    def _last_words(self) -> str:
        self._process.join(self.limits.hang)
        lines = self.folder.with_suffix(".said").read_text(errors="replace").strip().splitlines()
        return f"ended with {self._process.exitcode}: {lines[-1] if lines else 'no word'}"


@contextmanager
def verdicts(
    corpus: Corpus, numbers: Iterable[int], processes: int = 2, limits: Limits = DEFAULT
) -> Iterator[Iterator[Verdict]]:
    """The verdicts on items in the order of their numbers, by several processes at a time."""
    idle: LifoQueue[Worker] = LifoQueue()

    def judge(number: int) -> Verdict:
        worker = idle.get()
        try:
            return worker.judge(number)
        finally:
            idle.put(worker)

    with tempfile.TemporaryDirectory() as folder:
        workers = [Worker(corpus, Path(folder, str(i)), limits) for i in range(processes)]
        for worker in workers:
            idle.put(worker)
        pool = ThreadPoolExecutor(processes)
        try:
            yield pool.map(judge, numbers)
        finally:
            pool.shutdown(cancel_futures=True)
            for worker in workers:
                worker.stop()


def _is_clear(cost: Cost) -> bool:
    """Whether a refusal is one line that names the file."""
    said = cost.refusal
    return cost.name in said and len(said.splitlines()) == 1 and len(said) <= LONGEST_REFUSAL
