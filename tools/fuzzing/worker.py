"""The process that opens hostile files, one after the other, and measures what each costs.

Nothing is caught here but refusals: whatever else an item does ends the process, and the judge
knows with which item.
"""

import os
import resource
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from fuzzing.corpus import Corpus
from sadcoeff.errors import SadCoeffError

_MOST_DATA = 4 << 30  # bytes above the start at which a bomb is stopped, for the machine's sake
_RESET_PEAK = "5"  # as proc(5) says of clear_refs


@dataclass(frozen=True)
class Cost:
    """What opening one item took, and how it ended."""

    name: str  # of the file
    refusal: str | None  # the message; None for a result
    seconds: float  # of processor time, so that a busy machine does not count
    megabytes: float  # at the peak, above what there was before, without processes started for it
    left: tuple[str, ...]  # files that were not there before


def serve(pipe: Connection, corpus: Corpus, folder: Path) -> None:
    """Answer item numbers with their cost, until the other end closes.

    Working folder and temporary folder are `folder`, so that a file left anywhere is seen.
    """
    _prepare(corpus, folder)
    _guard()
    pipe.send(None)
    while True:
        try:
            number = pipe.recv()
        except EOFError:
            return
        pipe.send(_measure(corpus, number, folder))


def _prepare(corpus: Corpus, folder: Path) -> None:
    """Open the first item, so that no later one pays for imports."""
    said = os.open(folder.with_suffix(".said"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):  # libsndfile writes to both
        os.dup2(said, stream)
    os.chdir(folder)
    item = corpus.item(0)
    path = item.write(folder)
    corpus.open_file(path, item)
    path.unlink()
    tempfile.tempdir = str(folder)


def _guard() -> None:
    most = _status("VmData") + _MOST_DATA
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _measure(corpus: Corpus, number: int, folder: Path) -> Cost:
    item = corpus.item(number)
    path = item.write(folder)
    Path("/proc/self/clear_refs").write_text(_RESET_PEAK)
    before, start = _status("VmRSS"), _seconds()
    try:
        corpus.open_file(path, item)
        refusal = None
    except SadCoeffError as error:
        refusal = str(error)
    seconds = _seconds() - start
    megabytes = (_status("VmHWM") - before) / 1e6
    path.unlink()
    return Cost(item.name, refusal, seconds, megabytes, tuple(sorted(os.listdir(folder))))


def _seconds() -> float:
    """Processor time of this process, and of those that it started and that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _status(name: str) -> int:
    """A size in bytes that the system knows of this process."""
    text = Path("/proc/self/status").read_text()
    return 1024 * int(text.split(f"{name}:")[1].split()[0])
