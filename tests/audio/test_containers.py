"""Every container and codec: all of the sound, in step, whatever else is in the file."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fuzzing.containers import FORMATS, Format, write_container
from onsets import RATE, delay, one_onset

from sadcoeff.audio import RECORDING_ENDINGS, ffmpeg, load_audio, load_recording
from sadcoeff.errors import AudioError

FRAMES = 40  # of 1.6 s
VIDEOS = {f.container: f for f in FORMATS if f.pictures and f.container != "avi"}  # has no times
M4A = Format("m4a", "ipod", "aac")
MKA = Format("mka", "matroska", "pcm_s16le", RATE, 1)


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_all_sound_comes_out_in_step(tmp_path, form):
    path = write_container(tmp_path / f"x.{form.ending}", one_onset(form.rate), form)
    samples = load_audio(path)
    assert abs(len(samples) // 640 - FRAMES) <= 1
    assert abs(delay(samples, one_onset(RATE))) < (0.001 if form.codec[:3] != "lib" else 0.01)
    assert form.ending in RECORDING_ENDINGS


@pytest.mark.parametrize("form", VIDEOS.values(), ids=str)
def test_sound_that_begins_after_its_pictures_stays_in_step_with_them(tmp_path, form):
    sound = one_onset(form.rate)
    path = write_container(tmp_path / f"x.{form.ending}", sound, form, sound_starts=0.5)
    assert delay(load_audio(path), one_onset(RATE)) == pytest.approx(0.5, abs=0.006)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (M4A, "x.mp3"),
        (M4A, "x.raw"),
        (Format("aac", "adts", "aac"), "x.mp3"),
        (Format("webm", "webm", "libopus", 48_000), "Grüße 🎤.m3u8"),
        (Format("mp3", "mp3", "libmp3lame"), "x"),
    ],
)
def test_the_content_decides_not_the_name(tmp_path, form, name):
    path = write_container(tmp_path / f"x.{form.ending}", one_onset(form.rate), form)
    right = load_audio(path)
    np.testing.assert_array_equal(load_audio(path.rename(tmp_path / name)), right)


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_s24le", "flac", "alac", "wavpack"])
def test_what_loses_nothing_gives_the_samples_that_a_wav_gives(tmp_path, codec):
    sound = one_onset(44_100)
    wav = write_container(tmp_path / "x.wav", sound, Format("wav", "wav", "pcm_s16le"))
    if codec == "pcm_s24le":
        wav = write_container(tmp_path / "x.wav", sound, Format("wav", "wav", codec))
    other = write_container(tmp_path / "x.mka", sound, Format("mka", "matroska", codec))
    atol = 0 if codec != "alac" else 1e-4
    np.testing.assert_allclose(load_audio(other), load_audio(wav), rtol=0, atol=atol)


def test_channels_are_averaged_however_many_there_are(tmp_path):
    form = replace(MKA, channels=6)
    sound = one_onset(RATE)[:, None] * np.array([1, 0.5, 0, 0, 0.25, 0.25])
    samples = load_audio(write_container(tmp_path / "x.mka", sound, form))
    np.testing.assert_allclose(samples, one_onset(RATE) / 3, atol=1e-4)


def test_a_gap_is_filled_and_an_overlap_cut(tmp_path):
    """Calls leave out what nobody says; editors put packets over each other."""
    sound = one_onset(RATE)
    for jump, frames in ((0.4, 50), (-0.2, 35)):
        path = write_container(tmp_path / "x.mka", sound, MKA, jump=(0.8, jump))
        samples = load_audio(path)
        assert len(samples) // 640 == frames
        np.testing.assert_allclose(samples[: RATE // 2], sound[: RATE // 2], atol=1e-4)
        np.testing.assert_allclose(samples[-8000:], sound[-8000:], atol=1e-4)


def test_where_time_stands_still_the_sound_goes_on(tmp_path):
    """Timestamps that are all the same must not leave one packet of all."""
    path = write_container(tmp_path / "x.mka", one_onset(RATE), MKA, still=True)
    np.testing.assert_allclose(load_audio(path), one_onset(RATE), atol=1e-4)


def test_the_first_track_or_the_one_marked_default_is_taken(tmp_path):
    first, second = one_onset(RATE), one_onset(RATE, silence=0.2)
    for default, wanted in ((0, first), (1, second)):
        path = write_container(tmp_path / "x.mka", np.stack([first, second]), MKA, default=default)
        assert delay(load_audio(path), wanted) == 0


def test_a_video_without_sound_says_so(tmp_path):
    form = Format("mp4", "mp4", "", RATE, pictures=True)
    path = write_container(tmp_path / "x.mp4", one_onset(RATE), form)
    with pytest.raises(AudioError, match=r"'x\.mp4' .* \(it holds no sound, only pictures\)"):
        load_audio(path)


def test_the_limit_is_asked_of_what_is_decoded(tmp_path):
    """A header may name any length, or none."""
    content = bytearray(write_container(tmp_path / "x.m4a", one_onset(44_100), M4A).read_bytes())
    for box in (b"mvhd", b"mdhd"):
        at = content.index(box) + 4 + 16
        content[at : at + 4] = (2**31 - 1).to_bytes(4, "big")
    (tmp_path / "x.m4a").write_bytes(content)
    assert abs(len(load_audio(tmp_path / "x.m4a", max_seconds=2)) // 640 - FRAMES) <= 1
    with pytest.raises(AudioError, match=r"'x\.m4a' lasts more than the limit of 1\.5 s"):
        load_audio(tmp_path / "x.m4a", max_seconds=1.5)


def test_half_a_file_gives_half_its_sound_and_says_so(tmp_path):
    form = Format("mka", "matroska", "aac")
    content = write_container(tmp_path / "x.mka", one_onset(44_100), form).read_bytes()
    (tmp_path / "x.mka").write_bytes(content[: len(content) * 2 // 3])
    recording = load_recording(tmp_path / "x.mka")
    assert 15 < len(recording.samples) // 640 < 35
    assert any(n.startswith("The file is not whole: it holds ") for n in recording.notes)


def test_a_few_damaged_packets_are_passed_over_and_said(tmp_path):
    form = Format("mka", "matroska", "aac")
    content = bytearray(write_container(tmp_path / "x", one_onset(44_100), form).read_bytes())
    half = len(content) // 2
    content[half : half + 400] = b"\xff" * 400
    (tmp_path / "x").write_bytes(content)
    notes = load_recording(tmp_path / "x").notes
    assert any(n.startswith("The file is damaged: ") for n in notes)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (Format("wv", "wv", "wavpack"), "most of it is damaged"),
        (Format("mka", "matroska", "pcm_s24le"), r"only 0\.02 of its 1\.6 s can be decoded"),
        (M4A, "invalid data"),
    ],
    ids=str,
)
def test_a_file_of_which_little_is_left_is_refused(tmp_path, form, reason):
    """A result of a few frames, or of silence, would be a failure that nobody sees."""
    content = bytearray(write_container(tmp_path / "x", one_onset(form.rate), form).read_bytes())
    noise = np.random.default_rng(0).bytes(len(content))
    content[1000:-300] = noise[1000:-300]
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(AudioError, match=rf"'x' cannot be read as sound \({reason}"):
        load_audio(tmp_path / "x")


def test_the_program_itself_does_not_load_ffmpegs_libraries():
    """A decoder that crashes would take it along."""
    folder = Path(ffmpeg.__file__).parent
    assert not [
        p for p in folder.glob("*.py") if re.search(r"^ *(import|from) av\b", p.read_text(), re.M)
    ]
    assert re.search(r"^import av\b", (folder / "decoder" / "track.py").read_text(), re.M)


def id3(size):
    """A tag as players put in front, with a picture of so many bytes."""
    picture = b"\0image/jpeg\0\x03\0" + b"\xff\xd8" + b"\xff\xe0\x0b\x77" * (size // 4)
    frame = b"APIC" + len(picture).to_bytes(4, "big") + bytes(2) + picture
    spread = [len(frame) >> 7 * k & 0x7F for k in (3, 2, 1, 0)]
    return b"ID3\x03\0\0" + bytes(spread) + frame


@pytest.mark.parametrize(
    "form",
    [
        Format("mp3", "mp3", "libmp3lame"),
        Format("aac", "adts", "aac"),
        Format("flac", "flac", "flac"),
    ],
    ids=str,
)
def test_a_picture_in_a_tag_is_passed_over(tmp_path, form):
    path = write_container(tmp_path / "x", one_onset(form.rate), form)
    plain = load_audio(path)
    path.write_bytes(id3(50_000) + path.read_bytes())
    np.testing.assert_allclose(load_audio(path), plain, atol=2e-5)


def test_a_cover_in_an_m4a_is_passed_over(tmp_path):
    form = Format("m4a", "mp4", "aac", pictures=True)
    path = write_container(
        tmp_path / "x.m4a", one_onset(44_100), form, sound_starts=0.3, cover=True
    )
    plain = write_container(tmp_path / "y.m4a", one_onset(44_100), M4A)
    assert abs(delay(load_audio(path), load_audio(plain))) < 0.001
