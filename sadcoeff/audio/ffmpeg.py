"""Decoding by FFmpeg's libraries, in a process that may crash, hang or be ended: `decoder`."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from threading import Timer
from typing import Any, BinaryIO

import numpy as np

from sadcoeff.audio.limits import block_frames
from sadcoeff.audio.sound import Account, Sound, UnreadableSoundError

_CODECS = """
    aac aac_latm ac3 adpcm_ima_qt adpcm_ima_wav adpcm_ms alac amrnb amrwb dca eac3 flac gsm_ms
    mp1 mp1float mp2 mp2float mp3 mp3float nellymoser opus pcm_alaw pcm_bluray pcm_dvd pcm_f32be
    pcm_f32le pcm_f64be pcm_f64le pcm_mulaw pcm_s16be pcm_s16le pcm_s24be pcm_s24le pcm_s32be
    pcm_s32le pcm_s8 pcm_u8 speex vorbis wavpack wmav1 wmav2 wmavoice wmapro wmalossless
"""

# Samples at the start that a decoder's filters need to fill, where the container names none.
# AAC and WMA: the first frame (-1), half of which is of one before it.  MPEG audio: 481 samples,
# and for MP3 529 and the 576 that LAME adds.  AC-3: half of a window.  AMR: its look-ahead.
PRIMING = {
    **dict.fromkeys(("aac", "aac_latm", "wmav1", "wmav2"), -1),
    **dict.fromkeys(("mp1", "mp1float", "mp2", "mp2float"), 481),
    **dict.fromkeys(("mp3", "mp3float"), 1105),
    **dict.fromkeys(("ac3", "eac3"), 256),
    "amrnb": 50,
}
ORDER = {
    "codecs": _CODECS.split(),
    "priming": PRIMING,
    "data_bytes": 300 << 20,  # a decoder takes some 30 MB
    "cpu_seconds": 4,  # of processor time before any sound, ...
    "sound_per_cpu_second": 60,  # ... and one more for so many seconds of sound
}
# Containers whose length FFmpeg guesses from a bit rate.
_UNCLAIMED = frozenset(("aac", "ac3", "amr", "mp3", "mpeg", "mpegts"))
_UNTIMED = frozenset(("avi",))  # time 0 is the first sample decoded, not the first of sound
_SILENT_SECONDS = 120.0  # on the clock without a word from the process: it hangs
_LONGEST_LINE, _LARGEST_RECORD = 4096, 1 << 26  # bytes
_TYPES = {"u8": "u1", "s16": "<i2", "s32": "<i4", "flt": "<f4", "dbl": "<f8"}


@contextmanager
def open_ffmpeg(file: BinaryIO, demuxer: str, use_clock: bool = True) -> Iterator[Sound]:
    """Open a file as what `demuxer` names; `use_clock` is whether its timestamps are followed.

    Raises UnreadableSoundError, also while its blocks are read.
    """
    order = {
        **ORDER,
        "demuxer": demuxer,
        "use_clock": use_clock,
        "times_priming": demuxer not in _UNTIMED,
    }
    command = [sys.executable, "-m", "decoder", json.dumps(order)]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parent,  # where `decoder` lies
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            account = Account()
            blocks = _read_blocks(process, account)
            rate, first = next(blocks, (0, None))
            if first is None:
                raise UnreadableSoundError("it holds no samples")
            yield Sound(rate, chain([first], (block for _, block in blocks)), account)
            if demuxer in _UNCLAIMED:
                account.claimed = None
        finally:
            process.kill()


def _read_blocks(
    process: subprocess.Popen[bytes], account: Account
) -> Iterator[tuple[int, np.ndarray]]:
    """Rate in Hz and samples (N, channels) float32 of each record, and the account at the end."""
    try:
        while "end" not in (record := _read_record(process)):
            if "error" in record:
                raise UnreadableSoundError(_clause(str(record["error"])))
            if "silence" in record:
                yield from ((record["rate"], zeros) for zeros in _silence(record["silence"]))
            else:
                yield record["rate"], _to_float(record, record["bytes"])
        vars(account).update(record["end"])
    except (ValueError, TypeError, LookupError) as error:  # it has written what it never should
        raise UnreadableSoundError("its decoder crashed") from error


def _read_record(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """The next record, with the "bytes" of its samples."""
    assert process.stdout is not None
    watchdog = Timer(_SILENT_SECONDS, process.kill)
    watchdog.start()
    try:
        line = process.stdout.readline(_LONGEST_LINE)
        record = dict(json.loads(line)) if line else {}
        size = min(record.get("samples", 0), _LARGEST_RECORD)
        record["bytes"] = process.stdout.read(size)
    finally:
        watchdog.cancel()
    if not line or len(record["bytes"]) < size:
        raise UnreadableSoundError(_end_of(process.wait()))
    return record


def _end_of(status: int) -> str:
    """Why a process that has not come to its end ended with `status`."""
    if find_spec("av") is None:
        return "that takes PyAV, which is not installed"
    if status == -getattr(signal, "SIGXCPU", 0):
        return "decoding it takes too long"
    if status == -getattr(signal, "SIGKILL", 0):
        return "its decoder hangs"
    return "its decoder crashed"


def _silence(count: int) -> Iterator[np.ndarray]:
    """So many samples of silence in one channel, in blocks."""
    for start in range(0, count, block_frames(1)):
        yield np.zeros((min(block_frames(1), count - start), 1), np.float32)


def _to_float(record: dict[str, Any], content: bytes) -> np.ndarray:
    """Samples as they were decoded, scaled to 1: (N, channels) float32."""
    form, channels = record["format"], record["channels"]
    values = np.frombuffer(content, _TYPES[form.removesuffix("p")])
    values = values.reshape(channels, -1).T if form.endswith("p") else values.reshape(-1, channels)
    sound = np.ascontiguousarray(values, np.float32)
    if values.dtype.kind == "u":
        return sound / 128 - 1
    return sound if values.dtype.kind == "f" else sound * 2.0 ** (1 - 8 * values.dtype.itemsize)


def _clause(reason: str) -> str:
    """What FFmpeg's libraries say, as a part of a sentence."""
    return reason[:1].lower() + reason[1:].rstrip(".")
