"""A container's track of sound: which one, its frames, and where it begins."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import av
import av.audio.stream  # these by hand, since av itself imports them when no file may be opened
import av.error
import av.subtitles.stream
import av.video.stream


class RefusalError(Exception):
    """There is nothing to decode; the text says why."""


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
    raise RefusalError("it refers to another file")


def choose_track(container: Any, codecs: list[str]) -> Any:
    """The track marked default, or the first one, of those whose sound can be decoded."""
    tracks = [s for s in container.streams if s.type == "audio"]
    if not tracks:
        pictures = ", only pictures" if container.streams.video else ""
        raise RefusalError(f"it holds no sound{pictures}")
    known = [s for s in tracks if s.codec_context is not None and s.codec_context.name in codecs]
    if not known:
        context = tracks[0].codec_context
        raise RefusalError(
            f"its sound is encoded as {context.name if context else 'something unknown'}"
        )
    if known[0].codec_tag in ("enca", "drms"):
        raise RefusalError("its sound is encrypted")
    return next((s for s in known if s.disposition & av.stream.Disposition.default), known[0])


def leave_out_others(track: Any) -> None:
    """Pass over all other tracks, pictures among them, where the file is read."""
    for other in track.container.streams:
        if other.index != track.index:
            other.discard = av.stream.Discard.all
    track.codec_context.thread_count = 1


def read_frames(track: Any, account: dict[str, float]) -> Iterator[tuple[av.AudioFrame, bool]]:
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
