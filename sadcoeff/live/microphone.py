"""The sound of a microphone as it comes, by the optional package sounddevice."""

import importlib
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from sadcoeff.errors import AudioError, SettingError
from sadcoeff.validation import one_line

_QUEUED = 5  # seconds of sound that wait for the networks at most
_PATIENCE = 0.5  # seconds without sound after which the device is looked at


class Microphone:
    """One channel of an input device.

    PortAudio hands the sound over in a thread of its own, which must never wait: it queues what
    comes, and `pieces` takes it from there.
    """

    def __init__(
        self, device: str = "", rate: int | None = None, report: Callable[[str], None] = print
    ) -> None:
        """`device`: number or part of a name, "" for the default; `rate` in Hz, None for its own.

        `report` is called with a sentence, once, if sound is lost.
        Raises SettingError without sounddevice or PortAudio, AudioError for a device that is not
        there or cannot be opened.
        """
        self._api = _import_sounddevice()
        self._report, self._reported = report, False
        self._queue: SimpleQueue[np.ndarray] = SimpleQueue()
        self._waiting = 0  # samples that have come
        self._taken = 0  # and that have gone: each counted by one thread only
        self._lost = False
        self.stopped = False
        self.name, self.rate, self._stream = self._open(device, rate)

    def pieces(self) -> Iterator[np.ndarray]:
        """The sound as it comes, (N,) float32, until `stop`, and then what is left of it.

        Raises AudioError if the device gives no more.
        """
        self._check(self._stream.start)
        try:
            while (piece := self._next()) is not None:
                yield piece
        finally:
            self._stream.close()

    def stop(self) -> None:
        """Let `pieces` end; for another thread, or a signal's handler."""
        self.stopped = True

    def _open(self, device: str, rate: int | None) -> tuple[str, int, Any]:
        chosen = int(device) if device.isdecimal() else device or None
        found = self._check(lambda: self._api.query_devices(chosen, "input"))
        rate = round(found["default_samplerate"]) if rate is None else rate
        stream = self._check(
            lambda: self._api.InputStream(
                samplerate=rate, device=chosen, channels=1, dtype="float32", callback=self._hear
            )
        )
        return found["name"], rate, stream

    def _check(self, work: Callable[[], Any]) -> Any:
        """What `work` gives.  Raises AudioError where sounddevice refuses."""
        try:
            return work()
        except (self._api.PortAudioError, ValueError) as error:
            raise AudioError(
                f"The microphone cannot be opened ({one_line(error)}): connect it, or choose "
                "one of the inputs that 'python -m sounddevice' lists, or another rate."
            ) from error

    def _hear(self, samples: np.ndarray, _frames: int, _time: object, status: Any) -> None:
        """Take what PortAudio gives: (N, 1)."""
        full = self._waiting - self._taken + len(samples) > _QUEUED * self.rate
        self._lost |= full or status.input_overflow
        if not (full or self.stopped):
            self._waiting += len(samples)
            self._queue.put(samples[:, 0].copy())

    def _next(self) -> np.ndarray | None:
        """The next piece; None after `stop` once the queue is empty."""
        while True:
            self._tell_loss()
            try:
                piece = self._queue.get(timeout=0 if self.stopped else _PATIENCE)
            except Empty:
                if self.stopped:
                    return None
                if not self._stream.active:
                    raise AudioError(
                        f"The microphone '{self.name}' gives no more sound: check that it is "
                        "connected, and start again."
                    ) from None
            else:
                self._taken += len(piece)
                return piece

    def _tell_loss(self) -> None:
        if self._lost and not self._reported:
            self._reported = True
            self._report(
                "Some of the microphone's sound is lost, since this machine is too slow or too "
                "busy: going on."
            )


def _import_sounddevice() -> Any:
    try:
        return importlib.import_module("sounddevice")
    except ImportError as error:
        raise SettingError(
            "A microphone needs the package sounddevice: pip install 'sadcoeff[mic]'."
        ) from error
    except OSError as error:  # its library is not part of the package on Linux
        raise SettingError(
            f"The package sounddevice does not start ({one_line(error)}): install PortAudio "
            "(on Debian or Ubuntu: sudo apt install libportaudio2)."
        ) from error
