"""Sound in containers of every kind, with pictures or without, by PyAV's encoders."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

_PICTURES = 25  # a second


@dataclass(frozen=True)
class Format:
    """An ending, FFmpeg's names of container and encoder, and what the encoder takes."""

    ending: str
    container: str
    codec: str
    rate: int = 44_100
    channels: int = 2
    pictures: bool = False

    def __str__(self) -> str:
        return f"{self.ending}-{self.codec}" + ("-pictures" if self.pictures else "")


FORMATS = (
    Format("m4a", "ipod", "aac"),
    Format("m4a", "ipod", "alac"),
    Format("mp4", "mp4", "aac", 48_000, pictures=True),
    Format("mp4", "mp4", "libmp3lame"),
    Format("mp4", "mp4", "flac"),
    Format("mp4", "mp4", "libopus", 48_000),
    Format("mp4", "mp4", "ac3", 48_000),
    Format("mov", "mov", "pcm_s16le", 48_000, pictures=True),
    Format("mov", "mov", "aac", pictures=True),
    Format("3gp", "3gp", "aac", 16_000, 1),
    Format("3gp", "3gp", "libopencore_amrnb", 8000, 1, pictures=True),
    Format("amr", "amr", "libopencore_amrnb", 8000, 1),
    Format("webm", "webm", "libopus", 48_000),
    Format("webm", "webm", "vorbis"),
    Format("mkv", "matroska", "aac", pictures=True),
    Format("mkv", "matroska", "ac3", 48_000, pictures=True),
    Format("mka", "matroska", "flac"),
    Format("mka", "matroska", "libmp3lame"),
    Format("mka", "matroska", "mp2"),
    Format("mka", "matroska", "pcm_s24le"),
    Format("mka", "matroska", "wavpack"),
    Format("ts", "mpegts", "aac", 48_000, pictures=True),
    Format("ts", "mpegts", "aac"),
    Format("ts", "mpegts", "mp2", 48_000, pictures=True),
    Format("ts", "mpegts", "libmp3lame"),
    Format("ts", "mpegts", "ac3", 48_000),
    Format("ts", "mpegts", "libopus", 48_000),
    Format("mpg", "vob", "ac3", 48_000, pictures=True),
    Format("mpg", "vob", "mp2"),
    Format("aac", "adts", "aac"),
    Format("ac3", "ac3", "ac3", 48_000),
    Format("eac3", "eac3", "eac3", 48_000),
    Format("mp2", "mp2", "mp2"),
    Format("mp3", "mp3", "libmp3lame"),
    Format("wma", "asf", "wmav2"),
    Format("wma", "asf", "wmav1", 22_050, 1),
    Format("wmv", "asf", "wmav2", 48_000, pictures=True),
    Format("caf", "caf", "pcm_s16le"),
    Format("caf", "caf", "alac"),
    Format("ogg", "ogg", "vorbis"),
    Format("ogg", "ogg", "libopus", 48_000),
    Format("ogg", "ogg", "flac"),
    Format("wv", "wv", "wavpack"),
    Format("flac", "flac", "flac"),
    Format("wav", "wav", "pcm_s24le"),
    Format("wav", "wav", "libmp3lame"),
    Format("w64", "w64", "pcm_s16le"),
    Format("aiff", "aiff", "pcm_s16be"),
    Format("au", "au", "pcm_mulaw", 8000, 1),
    Format("avi", "avi", "libmp3lame", pictures=True),
    Format("avi", "avi", "pcm_s16le", pictures=True),
    Format("flv", "flv", "aac", pictures=True),
)


def write_container(
    path: Path,
    sound: np.ndarray,
    form: Format,
    *,
    sound_starts: float = 0.0,
    jump: tuple[float, float] = (0.0, 0.0),
    still: bool = False,
    default: int = 0,
    cover: bool = False,
) -> Path:
    """Write `sound`, (N,) or (N, channels) at the format's rate, or (tracks, N) mono.

    sound_starts: s by which the sound's track begins after the pictures.
    jump: s from where on timestamps are later, and by how much.
    still: whether all timestamps are 0.
    default: the track that is marked so, of several.
    cover: whether there is one picture, that of an album, in place of a video.
    """
    tracks = sound if sound.ndim == 2 and len(sound) < sound.shape[1] else [sound]
    with av.open(str(path), "w", format=form.container) as output:
        video = _add_video(output, form, cover) if form.pictures else None
        packets = []
        for number, one in enumerate(tracks if form.codec else []):
            track = _add_sound(output, form)
            if len(tracks) > 1:
                track.disposition = av.stream.Disposition.default if number == default else 0
            channels = np.broadcast_to(one.reshape(len(one), -1), (len(one), form.channels))
            packets += _encode(track, channels, round(sound_starts * form.rate))
        for packet in packets:
            _shift(packet, jump, still)
        if video is not None:
            seconds = len(sound) / form.rate + sound_starts
            packets += _encode_pictures(video, 1 if cover else round(_PICTURES * seconds))
        for packet in sorted(packets, key=lambda p: p.dts * p.time_base):
            output.mux(packet)
    return path


def _add_sound(output: Any, form: Format) -> Any:
    track = output.add_stream(
        form.codec,
        rate=form.rate,
        layout={1: "mono", 2: "stereo", 6: "5.1"}[form.channels],
        options={"strict": "experimental"},
    )
    if form.codec.startswith("wma"):
        track.bit_rate = 128_000
    if form.codec == "wavpack":
        track.format = "s16p"  # not the first that it takes, of 8 bits
    return track


def _shift(packet: Any, jump: tuple[float, float], still: bool) -> None:
    if packet.pts is not None and packet.pts * packet.time_base >= jump[0]:
        packet.pts = packet.dts = packet.pts + round(jump[1] / packet.time_base)
    if still:
        packet.pts = packet.dts = 0


def _encode(track: Any, sound: np.ndarray, start: int) -> Iterator[Any]:
    context = track.codec_context
    layout = context.layout.name
    converter = av.AudioResampler(context.format.name, layout, context.rate)
    size = 1024
    for first in range(0, len(sound), size):
        block = np.ascontiguousarray(sound[first : first + size].T, np.float32)
        frame = av.AudioFrame.from_ndarray(block, "fltp", layout)
        frame.rate, frame.pts = context.rate, start + first
        frame.time_base = Fraction(1, context.rate)
        for converted in converter.resample(frame):
            yield from track.encode(converted)
    yield from track.encode(None)


def _add_video(output: Any, form: Format, cover: bool) -> Any:
    codec = {"webm": "libvpx", "flv": "flv", "vob": "mpeg2video"}.get(form.container, "mpeg4")
    video = output.add_stream("mjpeg" if cover else codec, rate=_PICTURES)
    video.width, video.height = 64, 48
    video.pix_fmt = "yuvj420p" if cover else "yuv420p"
    if cover:
        video.disposition = av.stream.Disposition.attached_pic
    return video


def _encode_pictures(video: Any, count: int) -> Iterator[Any]:
    for number in range(count):
        picture = av.VideoFrame(64, 48, video.pix_fmt)
        for plane in picture.planes:
            plane.update(bytes([128]) * plane.buffer_size)
        picture.pts, picture.time_base = number, Fraction(1, _PICTURES)
        yield from video.encode(picture)
    yield from video.encode(None)
