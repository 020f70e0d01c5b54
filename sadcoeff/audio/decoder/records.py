"""What goes back to the process that asked, and the limits that hold until then."""

import json
import sys
from typing import Any, BinaryIO

import av

if sys.platform != "win32":
    import resource

_BLOCK_BYTES = 1 << 18  # of samples in a record, at least


class Writer:
    """Records of the samples of many frames each, and the processor time that they earn."""

    def __init__(self, out: BinaryIO, order: dict[str, Any]) -> None:
        self._out, self._order = out, order
        self._kind: tuple[str, int, int] | None = None  # format, channels, rate
        self._planes: list[bytearray] = []
        self._seconds = 0.0  # of sound

    def add(self, frame: av.AudioFrame, first: int) -> None:
        """The samples of a frame from number `first` on."""
        channels, planar = frame.layout.nb_channels, frame.format.is_planar
        kind = (frame.format.name, channels, frame.sample_rate)
        if kind != self._kind:
            self.flush()
            self._kind, self._planes = kind, [bytearray() for _ in range(channels if planar else 1)]
        width = frame.format.bytes * (1 if planar else channels)
        for plane, new in zip(self._planes, frame.planes, strict=False):
            plane += memoryview(new)[first * width : frame.samples * width]
        self._seconds += (frame.samples - first) / frame.sample_rate
        if sum(map(len, self._planes)) >= _BLOCK_BYTES:
            self.flush()

    def add_silence(self, count: int, rate: int) -> None:
        """So many samples of silence."""
        self.flush()
        self.write(silence=count, rate=rate)
        self._seconds += count / rate

    def flush(self) -> None:
        """Write what has been collected."""
        if self._kind is not None and (size := sum(map(len, self._planes))):
            form, channels, rate = self._kind
            self.write(samples=size, format=form, channels=channels, rate=rate)
            for plane in self._planes:
                self._out.write(plane)
                plane.clear()
            earned = self._seconds / self._order["sound_per_cpu_second"]
            limit_time(self._order["cpu_seconds"] + int(earned))

    def write(self, **record: Any) -> None:
        """Write a record's line."""
        self._out.write(json.dumps(record).encode() + b"\n")


def limit_time(seconds: int) -> None:
    """So much processor time in all, after which the system ends this process."""
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (_lower(seconds, hard), hard))


def lock_up(order: dict[str, Any]) -> None:
    """From now on no other file, no address, and no more memory or time than in `order`."""
    limit_time(order["cpu_seconds"])
    if sys.platform != "win32":
        for what, most in (
            (resource.RLIMIT_NOFILE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_DATA, order["data_bytes"]),
        ):
            most = _lower(most, resource.getrlimit(what)[1])
            resource.setrlimit(what, (most, most))


def _lower(wanted: int, hard: int) -> int:
    """A limit that this process may set, below the one that already holds."""
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
