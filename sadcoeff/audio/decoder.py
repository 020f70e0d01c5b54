"""Decode one file by FFmpeg's libraries: a program of its own, so that a crash ends nothing else.

    python decoder.py ORDER < file > records

It is run by its path and imports nothing of the package, which would take seconds.  ORDER is the
JSON that `ffmpeg` gives.  A record is a line of JSON: {"samples": bytes, ...} with the bytes
behind it, {"silence": samples, ...}, and as the last one {"end": account} or {"error": why}.

A file is data.  What it is opened as is given, not guessed, and only the codecs in ORDER run; the
system refuses this process any other file, any address, and time or memory beyond its limits.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import av
import av.audio.stream  # these by hand, since av itself imports them when no file may be opened
import av.error
import av.subtitles.stream
import av.video.stream

if sys.platform != "win32":
    import resource

# Timestamps are rounded, to a millisecond in many containers, and jitter in live recordings.
TOLERANCE = 0.04  # s between a frame's time and the end of the one before it: one video frame
MOST_FILLED = 1800  # s of silence in all, in place of what is missing; a longer gap is no gap
LONGEST_OVERLAP = 1  # s; where time goes back by more, another recording begins

BLOCK_BYTES = 1 << 18  # of samples in a record, at least
FIRST_FRAME = -1  # as a codec's priming: the whole first frame


class Refusal(Exception):
    """There is nothing to decode; the text says why."""


class Clock:
    """Where frames belong by their timestamps, all in samples.

    A frame that is off by less than the tolerance is put behind the one before it.  One that is
    off by more is put where it belongs to the sample, and so are those after it until they fit.
    """

    def __init__(self, rate: int, start: int | None) -> None:
        self._tolerance, self._longest = TOLERANCE * rate, LONGEST_OVERLAP * rate
        self._left = MOST_FILLED * rate
        self._next, self._off = start, True

    def place(self, time: int | None, count: int) -> tuple[int, int]:
        """For a frame of `count` samples: silence to put before it, samples to cut from it."""
        if self._next is None or time is None:
            self._next = None if time is None else time + count
            return 0, 0
        late, silence, cut = time - self._next, 0, 0
        self._off = self._off or abs(late) > self._tolerance
        if self._off and 0 <= late <= self._left:
            silence, self._off = late, False
        elif self._off and -self._longest <= late < 0:
            cut = min(-late, count)
            self._off = cut == count
        elif self._off:  # a jump
            self._next, self._off = time, False
        self._left -= silence
        self._next += silence + count - cut
        return silence, cut


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
        if sum(map(len, self._planes)) >= BLOCK_BYTES:
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
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def lock_up(order: dict[str, Any]) -> None:
    """From now on no other file, no address, and no more memory or time than in `order`."""
    if sys.platform != "win32":
        for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
            resource.setrlimit(what, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (order["data_bytes"], order["data_bytes"]))
    limit_time(order["cpu_seconds"])


def open_container(file: BinaryIO, order: dict[str, Any]) -> Any:
    """The container in `file`, opened as what `order` says and as nothing else."""
    options = {
        "protocol_whitelist": "none",
        "format_whitelist": order["demuxer"],
        "codec_whitelist": ",".join(order["codecs"]),
    }
    return av.open(
        file, "r", order["demuxer"], options, metadata_errors="replace", io_open=refuse_another
    )


def refuse_another(*_: Any) -> None:
    """What FFmpeg's libraries get for any other file or address that they ask for."""
    raise Refusal("it refers to another file")


def choose_track(container: Any, codecs: list[str]) -> Any:
    """The track marked default, or the first one, of those whose sound can be decoded."""
    tracks = [s for s in container.streams if s.type == "audio"]
    if not tracks:
        pictures = ", only pictures" if container.streams.video else ""
        raise Refusal(f"it holds no sound{pictures}")
    known = [s for s in tracks if s.codec_context is not None and s.codec_context.name in codecs]
    if not known:
        context = tracks[0].codec_context
        raise Refusal(f"its sound is encoded as {context.name if context else 'something unknown'}")
    if known[0].codec_tag in ("enca", "drms"):
        raise Refusal("its sound is encrypted")
    return next((s for s in known if s.disposition & av.stream.Disposition.default), known[0])


def decode(container: Any, order: dict[str, Any], writer: Writer) -> dict[str, Any]:
    """Write all samples of a track, and give the account of it, in seconds of sound."""
    track = choose_track(container, order["codecs"])
    for other in container.streams:
        if other.index != track.index:
            other.discard = av.stream.Discard.all
    account = {"packets": 0, "damaged": 0, "cut": 0.0, "filled": 0.0, "claimed": length(track)}
    clock, rate, priming, untimed = None, 0, 0, 0
    for frame, signalled in read_frames(track, account):
        if clock is None:
            rate, priming = frame.sample_rate, order["priming"].get(track.codec_context.name, 0)
            priming = 0 if signalled else frame.samples if priming == FIRST_FRAME else priming
            untimed = 0 if order["times_priming"] else priming
        if frame.sample_rate != rate:
            raise Refusal(f"its sample rate changes from {rate} to {frame.sample_rate} Hz")
        first = min(priming, frame.samples)
        priming -= first
        time = in_samples(frame.pts, frame.time_base, rate) if order["use_clock"] else None
        time = None if time is None else time + first - untimed
        clock = clock or Clock(rate, first_time(container, time, rate))
        silence, cut = clock.place(time, frame.samples - first)
        account["filled"] += silence / rate
        account["cut"] += cut / rate
        if silence:
            writer.add_silence(silence, rate)
        writer.add(frame, first + cut)
    writer.flush()
    return account


def read_frames(track: Any, account: dict[str, Any]) -> Iterator[tuple[av.AudioFrame, bool]]:
    """Frames, and whether the container has said what to skip at the start."""
    packets, signalled = track.container.demux(track), skip_at_start(track.codec_context)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:  # the rest is lost, what came before is not
            packet = None
            account["damaged"] += 1
        if packet is None:
            return
        account["packets"] += packet.size > 0
        signalled = signalled or packet.has_sidedata("skip_samples")
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            account["damaged"] += 1
            continue
        yield from ((frame, signalled) for frame in frames)


def skip_at_start(context: Any) -> bool:
    """Whether FFmpeg's decoder itself leaves out the right number of samples at the start.

    That of WMA leaves out two frames, which is right where frames share a reservoir of bits, and
    is one frame too many for those that FFmpeg's encoder makes.
    """
    if context.name not in ("wmav1", "wmav2"):
        return False
    place = 4 if context.name == "wmav2" else 2
    if (context.extradata or b"")[place : place + 1] > b"" and context.extradata[place] & 2:
        return True
    context.flags2 |= av.codec.context.Flags2.skip_manual
    return False


def in_samples(time: int | None, base: Any, rate: int) -> int | None:
    """A timestamp in samples at `rate`."""
    return None if time is None or not base else round(time * base * rate)


def first_time(container: Any, time: int | None, rate: int) -> int | None:
    """Where the recording begins, in samples: with its pictures if they begin before its sound."""
    pictures = av.stream.Disposition.attached_pic
    starts = (
        in_samples(s.start_time, s.time_base, rate)
        for s in container.streams.video
        if not s.disposition & pictures
    )
    return None if time is None else min([time, *(s for s in starts if s is not None)])


def length(track: Any) -> float | None:
    """Seconds of sound that the header names."""
    if track.duration and track.time_base:
        return float(track.duration * track.time_base)
    alone = len(track.container.streams) == 1 and track.container.duration
    return track.container.duration / av.time_base if alone else None


def main() -> None:
    """Decode standard input as the first argument orders."""
    order = json.loads(sys.argv[1])
    writer = Writer(sys.stdout.buffer, order)
    lock_up(order)
    try:
        sys.stdin.buffer.seek(0)
        with open_container(sys.stdin.buffer, order) as container:
            writer.write(end=decode(container, order, writer))
    except Refusal as refusal:
        writer.write(error=str(refusal))
    except (av.error.FFmpegError, MemoryError) as error:
        writer.write(error=getattr(error, "strerror", None) or "it takes too much memory")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
