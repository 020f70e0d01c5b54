"""Where the sound of `sadcoeff live` comes from: a pipe, or a microphone."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np

from sadcoeff.audio.limits import SAMPLE_RATE
from sadcoeff.cli.live_options import SAMPLE_FORMATS
from sadcoeff.errors import AudioError, SettingError
from sadcoeff.live.microphone import Microphone

_PIECES_PER_SECOND = 25  # read at most; a pipe gives what it has


class Pipe:
    """Raw samples of one channel from standard input."""

    def __init__(self, rate: int | None, sample_format: str | None) -> None:
        """Rate in Hz and a name of SAMPLE_FORMATS.  Raises AudioError if there is no pipe."""
        self._file = _open_standard_input()
        self.rate = SAMPLE_RATE if rate is None else rate
        self._kind = np.dtype(SAMPLE_FORMATS[sample_format or "s16le"])

    def pieces(self) -> Iterator[np.ndarray]:
        """What the pipe has, at most 40 ms at a time: (N,)."""
        left, most = b"", self._kind.itemsize * max(1, self.rate // _PIECES_PER_SECOND)
        while got := self._file.read1(most):  # type: ignore[attr-defined]
            left += got
            whole = len(left) // self._kind.itemsize
            yield np.frombuffer(left, self._kind, whole)
            left = left[whole * self._kind.itemsize :]
        if left:
            note(
                f"Standard input ended within a sample of {self._kind.itemsize} bytes: check "
                "--format if the motion makes no sense."
            )


def open_sound(options: argparse.Namespace) -> Pipe | Microphone:
    """What the options of `sadcoeff live` name.  Raises SadCoeffError."""
    if options.microphone is None:
        return Pipe(options.rate, options.format)
    if options.format is not None:
        raise SettingError(
            "--format is that of standard input: leave out either it or --microphone."
        )
    return Microphone(options.microphone, options.rate, note)


@contextmanager
def stop_when_interrupted(sound: Pipe | Microphone) -> Iterator[None]:
    """Let the first Ctrl-C end a microphone's sound, and not what is being computed.

    A pipe has an end of its own.
    """
    if isinstance(sound, Pipe):
        yield
        return

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, before)  # a second Ctrl-C ends at once
        sound.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        note(f"Listening to '{sound.name}' at {sound.rate} Hz: Ctrl-C ends it.")
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def note(sentence: str) -> None:
    """Say something that does not end the stream."""
    print(f"sadcoeff: {sentence}", file=sys.stderr, flush=True)


def _open_standard_input() -> BinaryIO:
    if sys.stdin is None or sys.stdin.isatty():
        raise AudioError("Standard input holds no sound: pipe raw samples in, or use --microphone.")
    return sys.stdin.buffer
