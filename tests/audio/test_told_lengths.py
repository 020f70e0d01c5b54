"""Headers that count wrong: the sound is as long as it is, to the bit."""

import io
import struct
import time
from itertools import product

import numpy as np
import pytest
import soundfile
from samples import speech

from sadcoeff.audio import load_audio
from sadcoeff.audio.lengths import mend_length
from sadcoeff.errors import AudioError

SAMPLES = 40_000  # at 16 kHz


def encode(kind, subtype=None, channels=1, samples=SAMPLES):
    file = io.BytesIO()
    soundfile.write(file, speech(samples, channels=channels), 16_000, subtype, format=kind)
    return file.getvalue()


def load(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    return load_audio(tmp_path / "x")


def with_sizes(content, riff, data):
    """A WAV with other sizes in its header, None as they are."""
    content = bytearray(content)
    for place, size in ((4, riff), (content.index(b"data") + 4, data)):
        if size is not None:
            struct.pack_into("<I", content, place, size)
    return bytes(content)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT", "ULAW"])
@pytest.mark.parametrize(("riff", "data"), list(product([None, 0, 0xFFFFFFFF], [0, 0xFFFFFFFF])))
def test_a_streamed_wav_is_whole(tmp_path, subtype, riff, data):
    """Voices and recorders that write into a pipe do not know how long they will speak."""
    intact = encode("WAV", subtype, channels=2)
    streamed = load(tmp_path, with_sizes(intact, riff, data))
    np.testing.assert_array_equal(streamed, load(tmp_path, intact))


@pytest.mark.parametrize("data", [2000, 40_000, 70_000, 80_001, 10**6, 0x7FFFFFFF])
def test_a_wav_of_wrong_size_is_whole(tmp_path, data):
    intact = encode("WAV")
    np.testing.assert_array_equal(
        load(tmp_path, with_sizes(intact, None, data)), load(tmp_path, intact)
    )


@pytest.mark.parametrize(
    "trailer",
    [
        b"LIST" + struct.pack("<I", 6000) + bytes(6000),
        b"TAG" + bytes(125),
        b"\x01" * 3000,
        b"ID3\x04" + b"\x7f" * 20_000,
    ],
    ids=["chunk", "ID3v1", "something", "ID3v2"],
)
def test_what_follows_the_sound_of_a_wav_is_not_heard(tmp_path, trailer):
    intact = encode("WAV")
    np.testing.assert_array_equal(load(tmp_path, intact + trailer), load(tmp_path, intact))


def with_count(content, count):
    """A FLAC whose header names another number of samples."""
    content = bytearray(content)
    (packed,) = struct.unpack_from(">Q", content, 18)
    struct.pack_into(">Q", content, 18, packed >> 36 << 36 | count)
    return bytes(content)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
@pytest.mark.parametrize("count", [0, 1, 20_000, SAMPLES + 1, 2**31, 2**36 - 1])
def test_a_flac_of_unknown_or_wrong_length_is_whole(tmp_path, subtype, count):
    intact = encode("FLAC", subtype, channels=2)
    np.testing.assert_array_equal(load(tmp_path, with_count(intact, count)), load(tmp_path, intact))


def test_a_flac_that_ends_in_a_tiny_frame_is_whole(tmp_path):
    """Constant sound makes a frame of 13 bytes, and the frame before it was taken for the last."""
    sound = speech(3 * 4096 + 600)
    sound[-600:] = 0
    soundfile.write(tmp_path / "a.flac", sound, 16_000)
    soundfile.write(tmp_path / "a.wav", sound, 16_000)
    got, wanted = load_audio(tmp_path / "a.flac"), load_audio(tmp_path / "a.wav")
    np.testing.assert_allclose(got, wanted, atol=2**-15)


def test_a_flac_that_ends_early_gives_what_is_there(tmp_path):
    intact = encode("FLAC")
    whole = load(tmp_path, intact)
    part = load(tmp_path, intact[: len(intact) // 2])
    assert 640 * 20 < len(part) < len(whole)
    np.testing.assert_array_equal(part, whole[: len(part)])


@pytest.mark.parametrize("count", [0, 1, 10, 2**31 - 1])
def test_an_mp3_that_counts_wrong_is_whole(tmp_path, count):
    intact = bytearray(encode("MP3"))
    whole = load(tmp_path, intact)
    tag = intact.find(b"Xing") if b"Xing" in intact else intact.find(b"Info")
    struct.pack_into(">I", intact, tag + 8, count)
    assert len(load(tmp_path, intact)) == len(whole)


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_one_ogg_behind_the_other_is_read_to_the_end(tmp_path, subtype):
    """So radio stations send it; libsndfile ends where the first ends."""
    both = encode("OGG", subtype) + encode("OGG", subtype, samples=SAMPLES // 2)
    assert abs(len(load(tmp_path, both)) - 3 * SAMPLES // 2) < 2 * 640


@pytest.mark.parametrize(
    ("kind", "field", "behind", "size"),
    [
        ("AIFF", b"SSND", 4, bytes(4)),
        ("AIFF", b"SSND", 4, b"\xff" * 4),
        ("AU", b".snd", 8, b"\xff" * 4),
        ("CAF", b"data", 4, b"\xff" * 8),
        ("W64", b"data\xf3", 16, bytes(8)),
    ],
)
def test_other_kinds_of_unknown_length_are_whole(tmp_path, kind, field, behind, size):
    intact = encode(kind, "PCM_16")
    place = intact.index(field) + behind
    samples = load(tmp_path, intact[:place] + size + intact[place + len(size) :])
    np.testing.assert_array_equal(samples[:39_000], load(tmp_path, intact)[:39_000])


def nested_chunks(size):
    return b"RIFF" + bytes(4) + b"WAVE" + (b"junk" + bytes(4)) * (size // 8)


def tiny_frames(size):
    """MP3 frames of 24 bytes behind one that counts them."""
    first = b"\xff\xf3\x84\xc4".ljust(200, b"\0")
    first = first[:40] + b"Xing\0\0\0\x0f" + first[48:]
    return first[:144] + b"\xff\xf3\x14\xc4".ljust(24, b"\0") * (size // 24)


def flac_syncs(size):
    return encode("FLAC")[:42] + b"\xff\xf8\x19\x08\x00" * (size // 5)


@pytest.mark.parametrize("make", [nested_chunks, tiny_frames, flac_syncs])
def test_no_header_takes_long_to_mend(tmp_path, make):
    kind = {nested_chunks: "WAV", tiny_frames: "MP3", flac_syncs: "FLAC"}[make]
    (tmp_path / "x").write_bytes(make(20_000_000))
    with (tmp_path / "x").open("rb") as file:
        start = time.process_time()
        mend_length(file, kind)
        assert time.process_time() - start < 5


def test_many_comments_and_tags_take_no_time(tmp_path):
    for content in (b"<!---->" * 1100, b"<?xml?>" * 1100, b"ID3\4\0\0\0\0\0\0" * 10**6):
        start = time.process_time()
        with pytest.raises(AudioError):
            load(tmp_path, content)
        assert time.process_time() - start < 5
