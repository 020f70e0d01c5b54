"""AAC in CAF, as Apple's recorders write it and no encoder here does."""

import struct

import av
import numpy as np
import pytest
from onsets import RATE, delay, one_onset

from sadcoeff.audio import load_audio

PACKET = 1024  # samples of AAC


def encode_aac(sound, rate):
    """The AAC packets of a mono sound, and the AudioSpecificConfig."""
    codec = av.CodecContext.create("aac", "w")
    codec.sample_rate, codec.layout, codec.format = rate, "mono", "fltp"
    codec.flags |= av.codec.context.Flags.global_header
    packets = []
    for start in range(0, len(sound), PACKET):
        block = np.zeros((1, PACKET), np.float32)
        block[0, : len(sound[start : start + PACKET])] = sound[start : start + PACKET]
        frame = av.AudioFrame.from_ndarray(block, "fltp", "mono")
        frame.rate, frame.pts = rate, start
        packets += codec.encode(frame)
    return [bytes(p) for p in packets + codec.encode(None)], codec.extradata


def chunk(name, content):
    return name + struct.pack(">q", len(content)) + content


def descriptor(tag, content):
    return bytes([tag, len(content)]) + content


def variable_length(number):
    return bytes([0x80 | number >> 7, number & 0x7F]) if number > 0x7F else bytes([number])


def caf(sound, rate):
    packets, config = encode_aac(sound, rate)
    decoder = descriptor(4, b"\x40\x15" + bytes(11) + descriptor(5, config))
    cookie = bytes(4) + descriptor(3, bytes(3) + decoder + descriptor(6, b"\x02"))
    frames = PACKET * len(packets)
    priming, padding = PACKET, frames - PACKET - len(sound)
    table = struct.pack(">qqii", len(packets), len(sound), priming, padding)
    table += b"".join(variable_length(len(p)) for p in packets)
    described = struct.pack(">d4sIIIII", rate, b"aac ", 0, 0, PACKET, 1, 0)
    return (
        b"caff\0\1\0\0"
        + chunk(b"desc", described)
        + chunk(b"kuki", cookie)
        + chunk(b"pakt", table)
        + chunk(b"data", bytes(4) + b"".join(packets))
    )


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_aac_in_caf_is_read_in_step(tmp_path, rate):
    (tmp_path / "x.caf").write_bytes(caf(one_onset(rate), rate))
    samples = load_audio(tmp_path / "x.caf")
    assert abs(len(samples) // 640 - 40) <= 1
    assert abs(delay(samples, one_onset(RATE))) < 0.001
