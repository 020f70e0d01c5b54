"""What is wrong with a recording that can be used is said, and nothing else is."""

import numpy as np
import pytest
import soundfile
from samples import speech

from sadcoeff.audio import load_audio, load_recording, normalise
from sadcoeff.audio.channels import CANCELLED
from sadcoeff.audio.levels import USUAL_LEVEL, describe_level, speech_level
from sadcoeff.audio.voice import find_speech

RATE = 16_000
SPEECH = speech(3 * RATE)


@pytest.fixture
def load(tmp_path):
    def write_and_load(sound, subtype="FLOAT", rate=RATE):
        soundfile.write(tmp_path / "x.wav", sound, rate, subtype)
        return load_recording(tmp_path / "x.wav")

    return write_and_load


def test_nothing_is_said_of_a_usual_recording(load):
    for sound in (SPEECH, np.stack([SPEECH, 0.5 * SPEECH], axis=1), 0.2 * SPEECH, 4 * SPEECH):
        assert load(sound).notes == ()


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_opposite_channels_give_the_louder_one_and_say_so(load, rate):
    """The average of such a recording is silence, and nobody would know why."""
    sound = speech(2 * rate, rate, noise=0)
    for left, right, louder in ((1, -1, 0), (0.8, -1, 1), (1, -0.9, 0)):
        found = load(np.stack([left * sound, right * sound], axis=1), rate=rate)
        alone = load((left, right)[louder] * sound, rate=rate)
        np.testing.assert_allclose(found.samples, alone.samples, atol=1e-6)
        assert [f"only channel {louder + 1}, the louder one" in note for note in found.notes] == [
            True
        ]


@pytest.mark.parametrize("correlation", [-0.97, -0.93, -0.85, -0.5, 0, 1])
def test_channels_cancel_below_the_threshold_alone(load, correlation):
    """Of two channels of equal power, the average has 1 + their correlation."""
    rng = np.random.default_rng(1)
    left, other = rng.normal(0, 0.1, (2, 3 * RATE))
    right = correlation * left + np.sqrt(1 - correlation**2) * other
    notes = load(np.stack([left, right], axis=1)).notes
    assert any("cancel" in note for note in notes) == (1 + correlation < CANCELLED)


@pytest.mark.parametrize("channels", [3, 6, 40])
def test_one_voice_in_many_channels_is_the_average(load, channels):
    sound = np.zeros((len(SPEECH), channels))
    sound[:, 1] = SPEECH
    np.testing.assert_allclose(load(sound).samples, SPEECH / channels, atol=1e-6)


def test_an_offset_is_not_taken_for_cancelling(load):
    sound = np.stack([0.1 * SPEECH + 0.5, 0.1 * SPEECH - 0.5], axis=1)
    np.testing.assert_allclose(load(sound).samples, 0.1 * SPEECH, atol=1e-6)


@pytest.mark.parametrize("full_scale", [2**7, 2**15, 2**23, 2**31])
def test_integers_saved_as_floats_are_rescaled_and_that_is_said(load, full_scale):
    found = load((SPEECH * full_scale).astype(np.float32))
    np.testing.assert_allclose(found.samples, SPEECH, rtol=1e-6)
    assert len(found.notes) == 1
    assert found.notes[0].endswith(f"taken for integers, and divided by {full_scale}.")


def test_samples_a_little_beyond_full_scale_stay_as_they_are(load):
    np.testing.assert_array_equal(load(SPEECH * 3).samples, SPEECH * 3)
    found = load(SPEECH * 15)
    np.testing.assert_array_equal(found.samples, SPEECH * 15)
    assert found.notes[0].startswith("Samples reach ")


def test_silence_is_said(load):
    assert load(np.zeros(RATE)).notes == ("There is no sound in it: every sample is zero.",)


@pytest.mark.parametrize(("gain", "is_said"), [(0, False), (-20, False), (-40, True), (-60, True)])
def test_quiet_speech_is_said_and_left_as_it_is(load, gain, is_said):
    sound = SPEECH * np.float32(10 ** (gain / 20))
    found = load(sound)
    np.testing.assert_array_equal(found.samples, sound)
    assert [note.startswith("It is very quiet, at ") for note in found.notes] == [True] * is_said


def test_normalising_raises_quiet_speech_to_the_usual_level_and_nothing_else():
    for gain in (-10, -30, -50):
        raised = normalise(SPEECH * np.float32(10 ** (gain / 20)))
        assert speech_level(raised) == pytest.approx(USUAL_LEVEL, abs=0.01)
        assert raised.dtype == np.float32
    loud = SPEECH * 5
    assert normalise(loud) is loud
    silence = np.zeros(RATE, np.float32)
    assert normalise(silence) is silence


@pytest.mark.parametrize(("gain", "is_quiet"), [(-10, False), (-40, True)])
def test_a_recording_that_was_raised_says_so_instead(load, gain, is_quiet):
    found = load(SPEECH * np.float32(10 ** (gain / 20)))
    raised = found.normalise()
    np.testing.assert_array_equal(raised.samples, normalise(found.samples))
    assert raised.raised_db == pytest.approx(USUAL_LEVEL - speech_level(SPEECH) - gain, abs=0.01)
    assert ["--normalise, or 'Raise quiet recordings'" in note for note in found.notes] == [
        True
    ] * is_quiet
    wanted = f"It was very quiet: it was raised by {raised.raised_db:.0f} dB, noise and all."
    assert raised.notes == (wanted,) * is_quiet
    assert raised.normalise().raised_db < 1e-3


def test_other_notes_stay_when_a_recording_is_raised(load):
    sound = 0.001 * np.stack([SPEECH, -SPEECH], axis=1)
    cancelling, quiet = load(sound).notes
    assert load(sound).normalise().notes[0] == cancelling
    assert quiet not in load(sound).normalise().notes
    assert load(np.zeros(RATE)).normalise().notes == load(np.zeros(RATE)).notes


def test_pauses_do_not_count_in_the_level():
    pauses = np.concatenate([SPEECH, np.zeros(3 * len(SPEECH), np.float32)])
    assert speech_level(pauses) == pytest.approx(speech_level(SPEECH), abs=0.01)


@pytest.mark.parametrize("kind", ["noise", "hum", "clicks"])
def test_what_is_not_speech_is_said(load, kind):
    rng = np.random.default_rng(2)
    time = np.arange(4 * RATE) / RATE
    sound = {
        "noise": rng.normal(0, 0.1, len(time)),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * time),
        "clicks": 0.5 * (np.arange(len(time)) % 7919 == 0),
    }[kind]
    (note,) = load(sound).notes
    assert note.startswith("None of its 4.0 s sound like speech")


def test_speech_for_most_of_the_time_is_enough():
    noise = np.random.default_rng(3).normal(0, 0.003, 4 * RATE).astype(np.float32)
    assert describe_level(np.concatenate([SPEECH, noise[: 2 * RATE]])) == []
    (note,) = describe_level(np.concatenate([SPEECH[:RATE], noise]))
    assert note.startswith("Only 1.")
    speech_frames = find_speech(np.concatenate([noise, SPEECH]))
    assert not speech_frames[:90].any()
    assert speech_frames[100:].all()


def test_load_audio_gives_the_samples_of_the_recording(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.stack([SPEECH, -SPEECH], axis=1) * 30_000, RATE, "FLOAT")
    found = load_recording(tmp_path / "x.wav")
    np.testing.assert_array_equal(load_audio(tmp_path / "x.wav"), found.samples)
    assert len(found.notes) == 2
