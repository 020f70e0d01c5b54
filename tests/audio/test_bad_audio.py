"""Recordings that cannot be used say why in one line, and leave nothing behind."""

import numpy as np
import pytest
import soundfile
from samples import speech

from sadcoeff import make_batch
from sadcoeff.audio import load_audio
from sadcoeff.errors import AudioError


def refusal(path, **options):
    """The one-line message with which make_batch refuses `path`."""
    with pytest.raises(AudioError) as caught:
        make_batch(path, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def write(tmp_path):
    def sound(samples, rate=16_000, name="bad.wav", **options):
        soundfile.write(tmp_path / name, samples, rate, **options)
        return tmp_path / name

    return sound


@pytest.mark.parametrize("name", ["absent.wav", "x" * 300 + ".wav", "nul\0byte.wav"])
def test_a_missing_file_is_named(tmp_path, name):
    path = f"{tmp_path}/{name}"
    assert f"No sound file '{path}'" in refusal(path)


@pytest.mark.parametrize("name", ["empty.wav", "empty.mp3"])
def test_an_empty_file_is_named(tmp_path, name):
    (tmp_path / name).touch()
    assert f"'{name}' is an empty file" in refusal(tmp_path / name)


@pytest.mark.parametrize("name", ["notes.wav", "notes.mp3", "notes.ogg", "notes.flac", "notes"])
def test_a_text_file_is_named(tmp_path, name):
    (tmp_path / name).write_text("This is no sound, whatever it is called.\n" * 50)
    message = refusal(tmp_path / name)
    assert message.startswith(f"'{name}' cannot be read as sound (it is text, not sound): use a ")


def test_a_headerless_file_is_named(tmp_path):
    (tmp_path / "take.raw").write_bytes(bytes(64_000))
    assert "'take.raw' cannot be read as sound" in refusal(tmp_path / "take.raw")


def test_a_file_that_may_not_be_read_is_named(write, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(speech(16_000))
    monkeypatch.setattr(type(path), "open", refuse)
    assert refusal(path).startswith("'bad.wav' cannot be opened (Permission denied): check its ")


def test_no_samples_are_named(write):
    assert "'bad.wav' cannot be read as sound (it holds no samples)" in refusal(write(np.zeros(0)))


@pytest.mark.parametrize("rate", [8000, 16_000, 44_100, 96_000])
def test_39_ms_are_too_short_and_40_are_enough(write, rate):
    message = refusal(write(speech(rate * 39 // 1000, rate), rate))
    assert message.startswith("'bad.wav' lasts 39 ms, less than one video frame of 40 ms")
    assert len(load_audio(write(speech(rate * 40 // 1000, rate), rate))) == 640


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", [0, 20_000, -1])
@pytest.mark.parametrize("rate", [8000, 16_000, 44_100])
def test_nan_and_infinite_samples_are_refused(write, value, where, rate):
    sound = np.tile(speech(rate, rate)[:, None], 2)
    sound[where % rate, 1] = value
    message = refusal(write(sound, rate, subtype="FLOAT"))
    assert "'bad.wav' has NaN or infinite samples" in message


def test_samples_that_overflow_when_resampled_are_refused(write):
    sound = np.sign(speech(44_100, 44_100)) * np.float32(3.3e38)
    assert "NaN or infinite" in refusal(write(sound, 44_100, subtype="FLOAT"))


def test_too_many_seconds_are_named_and_the_limit_itself_is_fine(write):
    path = write(speech(32_000))
    assert len(load_audio(path, max_seconds=2)) == 32_000
    message = refusal(path, max_seconds=1.9)
    assert message == "'bad.wav' lasts more than the limit of 1.9 s: cut it into parts."


def test_a_truncated_file_is_refused_or_shorter(write, tmp_path):
    for name in ("whole.wav", "whole.flac", "whole.ogg", "whole.mp3"):
        content = write(speech(32_000), name=name).read_bytes()
        cut = tmp_path / f"cut-{name}"
        for share in (0.01, 0.3, 0.7):
            cut.write_bytes(content[: int(share * len(content))])
            try:
                samples = len(load_audio(cut))
            except AudioError:
                assert f"'{cut.name}'" in refusal(cut)
            else:
                assert 640 <= samples < 32_000


def test_an_mp3_that_claims_a_million_hours_ends_where_its_sound_ends(write):
    """One damaged byte in the count of an MP3's header once filled the memory."""
    path = write(speech(16_000), name="count.mp3")
    content = bytearray(path.read_bytes())
    count = content.index(b"Xing" if b"Xing" in content else b"Info") + 8
    content[count] = 0x7F  # the high byte of the number of MP3 frames
    path.write_bytes(content)
    assert soundfile.info(path).frames > 10**9
    for limit in (None, 600):
        assert len(load_audio(path, max_seconds=limit)) == 16_000
