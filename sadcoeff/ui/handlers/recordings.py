"""Files that visitors send, read once: the check before a run reads them, the run takes them.

What is read waits in memory while the run is queued.  The memory is bounded, so a file can be
dropped before its run begins; then the run reads it again.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import soundfile

from sadcoeff.audio import SAMPLE_RATE, Recording, load_recording
from sadcoeff.files.read import Coeffs, read_any
from sadcoeff.ui.preview.value import Sound
from sadcoeff.ui.storage import new_folder

MAX_BYTES = 128_000_000  # of sound: about half an hour in all; of coefficients as much again
KEPT_SECONDS = 600.0  # longer than most runs queue

Content = TypeVar("Content")


class _Key(NamedTuple):
    path: str
    size: int
    modified: int  # ns


@dataclass
class _Item(Generic[Content]):
    content: Content
    size: int  # bytes
    until: float  # of time.monotonic()
    runs: int = 1  # that have yet to take it


class Shelf(Generic[Content]):
    """Contents of files, each kept until the runs that it was read for have taken it."""

    def __init__(
        self,
        read: Callable[[str], Content],
        size: Callable[[Content], int],
        max_bytes: int = MAX_BYTES,
        kept_seconds: float = KEPT_SECONDS,
    ) -> None:
        """`read` a path; `size` gives the bytes of what it returns."""
        self._read, self._size = read, size
        self._max_bytes, self._kept_seconds = max_bytes, kept_seconds
        self._items: OrderedDict[_Key, _Item[Content]] = OrderedDict()
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def put(self, path: str) -> Content:
        """Read a file for one run to come; its content.  Raises what `read` raises."""
        shared = self._share(path)
        if shared is not None:
            return shared
        content = self._read(path)
        self._keep(path, content)
        return content

    def take(self, path: str) -> Content:
        """The content of a file, from memory if it is there, else read.  Raises what `read` does.

        A file that has changed since it was put here is read again.
        """
        with self._lock:
            key = _key(path)
            item = self._items.get(key) if key else None
            if key and item:
                item.runs -= 1
                if not item.runs:
                    del self._items[key]
        return item.content if item else self._read(path)

    def bytes_kept(self) -> int:
        """How much memory the contents take."""
        with self._lock:
            return self._total()

    def _share(self, path: str) -> Content | None:
        """The content of a file that is here already; then it stays for one more run."""
        with self._lock:
            key = _key(path)
            item = self._items.get(key) if key else None
            if item:
                item.runs += 1
                item.until = time.monotonic() + self._kept_seconds
            return item.content if item else None

    def _keep(self, path: str, content: Content) -> None:
        size, until = self._size(content), time.monotonic() + self._kept_seconds
        with self._lock:
            key = _key(path)
            if key is None or size > self._max_bytes:
                return
            others = self._items[key].runs if key in self._items else 0
            self._items[key] = _Item(content, size, until, runs=others + 1)
            while self._total() > self._max_bytes:
                self._items.popitem(last=False)
            self._schedule()

    def _schedule(self) -> None:
        """Let a timer look at what is kept when the first of it is old; called with the lock."""
        if self._timer or not self._items:
            return
        first = min(item.until for item in self._items.values())
        self._timer = threading.Timer(max(0, first - time.monotonic()), self._drop_old)
        self._timer.daemon = True  # nothing waits for it at the end of the program
        self._timer.start()

    def _drop_old(self) -> None:
        with self._lock:
            now = time.monotonic()
            for key in [key for key, item in self._items.items() if item.until <= now]:
                del self._items[key]
            self._timer = None
            self._schedule()

    def _total(self) -> int:
        return sum(item.size for item in self._items.values())


@dataclass(frozen=True)
class Files:
    """What all tabs read visitors' files with."""

    sounds: Shelf[Recording]
    coeffs: Shelf[Coeffs]
    max_seconds: float  # of a recording, and of motion without one

    @classmethod
    def up_to(cls, max_seconds: float) -> "Files":
        """Refuses recordings longer than that."""
        return cls(
            Shelf(
                partial(load_recording, max_seconds=max_seconds),
                lambda recording: recording.samples.nbytes,
            ),
            Shelf(read_any, lambda coeffs: coeffs.values.nbytes),
            max_seconds,
        )


def sound_to_play(path: str, recording: Recording) -> Sound:
    """The recording as the preview plays it: the file itself, or what was decoded as a WAV.

    Browsers do not know all kinds of files, and do not agree on where a compressed one begins.
    """
    if not recording.plays_anywhere:
        path = str(new_folder() / f"{Path(path).stem}.wav")
        soundfile.write(path, recording.samples, SAMPLE_RATE, subtype="PCM_16")
    return Sound.of(path, recording.samples)


def _key(path: str) -> _Key | None:
    """What a file is known by; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return _Key(path, found.st_size, found.st_mtime_ns)
