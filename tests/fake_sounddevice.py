"""Stands in for the package sounddevice: a microphone that hears what it is given.

As the real one, it calls back from a thread of its own, with an array that it uses again.
"""

import sys
import threading
from types import ModuleType, SimpleNamespace

import numpy as np

RATE = 48_000


class PortAudioError(Exception):
    pass


class FakeMicrophone(ModuleType):
    """The module.  `script`: pieces (N,) to be heard; `overflows`: positions of those after a
    loss; `then`: called when all have been, in the same thread."""

    PortAudioError = PortAudioError

    def __init__(self, script, overflows=(), then=lambda: None):
        super().__init__("sounddevice")
        self.script, self.overflows, self.then = script, overflows, then
        self.opened, self.closed = [], 0

    def query_devices(self, device, kind):
        assert kind == "input"
        if device == "none":
            raise ValueError("Multiple input devices found for 'none':\n[0] a\n[1] b")
        if device == 7:
            raise PortAudioError("Error querying device 7")
        return {"name": "Desk", "default_samplerate": float(RATE)}

    def InputStream(self, **options):
        self.opened.append(options)
        return _Stream(self, options["callback"])


class _Stream:
    def __init__(self, module, callback):
        self.module, self.callback, self.active = module, callback, False

    def start(self):
        self.active = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        room = np.empty((max(map(len, self.module.script), default=0), 1), np.float32)
        for position, piece in enumerate(self.module.script):
            part = room[: len(piece)]
            part[:, 0] = piece
            overflow = position in self.module.overflows
            self.callback(part, len(part), None, SimpleNamespace(input_overflow=overflow))
            room[:] = np.nan
        self.module.then()
        self.active = False

    def close(self):
        self.thread.join()
        self.module.closed += 1


def install(monkeypatch, *script):
    """Let `import sounddevice` find a fake one."""
    fake = FakeMicrophone(*script)
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake
