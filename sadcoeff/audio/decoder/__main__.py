"""Decode standard input as the first argument orders."""

import json
import sys
from typing import Any

import av
import av.error

from .clock import Clock
from .records import Writer, lock_up
from .track import (
    RefusalError,
    choose_track,
    first_time,
    in_samples,
    leave_out_others,
    length,
    open_container,
    read_frames,
)

_FIRST_FRAME = -1  # as a codec's priming: the whole first frame


class Assembly:
    """Frames, put in their places one after the other.

    account: what that took, in seconds of sound, besides what `read_frames` counts.
    """

    def __init__(
        self, track: Any, order: dict[str, Any], writer: Writer, account: dict[str, float]
    ) -> None:
        self._track, self._order, self._writer = track, order, writer
        self._account = account
        self._clock: Clock | None = None
        self._rate = 0

    def add(self, frame: av.AudioFrame, signalled: bool) -> None:
        """Write a frame; `signalled` is whether the container says what to leave out at first."""
        if self._clock is None:
            self._begin(frame, signalled)
        if frame.sample_rate != self._rate or self._clock is None:
            raise RefusalError(
                f"its sample rate changes from {self._rate} to {frame.sample_rate} Hz"
            )
        first = min(self._priming, frame.samples)
        self._priming -= first
        silence, cut = self._clock.place(self._time(frame, first), frame.samples - first)
        self._account["filled"] += silence / self._rate
        self._account["cut"] += cut / self._rate
        if silence:
            self._writer.add_silence(silence, self._rate)
        self._writer.add(frame, first + cut)

    def _begin(self, frame: av.AudioFrame, signalled: bool) -> None:
        priming = self._order["priming"].get(self._track.codec_context.name, 0)
        priming = frame.samples if priming == _FIRST_FRAME else priming
        self._priming = 0 if signalled else priming
        self._untimed = 0 if self._order["times_priming"] else self._priming
        self._rate = frame.sample_rate
        time = self._time(frame, min(self._priming, frame.samples))
        self._clock = Clock(self._rate, first_time(self._track.container, time, self._rate))

    def _time(self, frame: av.AudioFrame, first: int) -> int | None:
        """When sample number `first` of a frame is heard, in samples."""
        if not self._order["use_clock"]:
            return None
        time = in_samples(frame.pts, frame.time_base, self._rate)
        return None if time is None else time + first - self._untimed


def decode(container: Any, order: dict[str, Any], writer: Writer) -> dict[str, Any]:
    """Write all samples of a track, and give the account of it."""
    track = choose_track(container, order["codecs"])
    leave_out_others(track)
    account = {"packets": 0, "damaged": 0, "cut": 0.0, "filled": 0.0}
    assembly = Assembly(track, order, writer, account)
    for frame, signalled in read_frames(track, account):
        assembly.add(frame, signalled)
    writer.flush()
    return {**account, "claimed": length(track)}


def main() -> None:
    """Decode standard input, whatever it is, to records on standard output."""
    order = json.loads(sys.argv[1])
    writer = Writer(sys.stdout.buffer, order)
    lock_up(order)
    try:
        sys.stdin.buffer.seek(0)
        with open_container(sys.stdin.buffer, order) as container:
            writer.write(end=decode(container, order, writer))
    except RefusalError as refusal:
        writer.write(error=str(refusal))
    except MemoryError:
        writer.write(error="it takes too much memory")
    except av.error.EOFError:
        writer.write(error="it ends before its sound begins")
    except av.error.FFmpegError as error:
        writer.write(error=error.strerror)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
