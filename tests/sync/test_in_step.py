"""Mouths beside sound, moved on purpose: what is told of them, and that no less is known than said.

The mouths are those that the demo weights make of the example recordings.
"""

import numpy as np
import pytest
from scipy.ndimage import uniform_filter1d
from syncing.clips import Clip
from syncing.regression import fit

from sadcoeff import Audio2Coeff, SadCoeffError, find_weights
from sadcoeff.audio import SAMPLE_RATE, SAMPLES_PER_FRAME, load_audio
from sadcoeff.batch import build_batch
from sadcoeff.motion.columns import EXPRESSION, FPS
from sadcoeff.resources import ASSETS
from sadcoeff.sync import Sync, measure_sync
from sadcoeff.sync.bands import read_bands
from sadcoeff.sync.reading import take_quick

SIDES = {-1: "early", 1: "late"}


@pytest.fixture(scope="module")
def examples():
    """Sound and mouth of each example, by language."""
    model = Audio2Coeff(find_weights("demo"), "cpu")
    sounds = {path.stem: load_audio(path) for path in (ASSETS / "examples").glob("*.flac")}
    return {
        name: (model.predict(build_batch(sound, name, seed=1), 0, seed=1)[:, EXPRESSION], sound)
        for name, sound in sounds.items()
    }


@pytest.fixture(params=["english", "spanish"])
def example(examples, request):
    return examples[request.param]


def start_late(sound, seconds):
    """The sound (N,) so many seconds later, to the sample: beside it a mouth is early."""
    return np.roll(sound, round(seconds * SAMPLE_RATE))


def test_what_was_made_of_a_sound_is_in_step_with_it(example):
    told = measure_sync(*example)
    assert told.verdict == "in step"
    assert abs(told.shift) < 0.01
    assert 0.65 < told.agreement < 0.85
    assert told.text.startswith("The mouth is in step with the sound (")


@pytest.mark.parametrize("frames", [-7, -5, -2, 2, 3, 7])
def test_rows_put_in_front_or_dropped_make_it_late_or_early(example, frames):
    mouth, sound = example
    moved = mouth[-frames:] if frames < 0 else np.concatenate([mouth[:1]] * frames + [mouth])
    told = measure_sync(moved, sound)
    assert told.verdict == SIDES[np.sign(frames)]
    assert told.shift == pytest.approx(frames / FPS, abs=0.01)
    assert f" is {5 * round(abs(told.shift) * 200)} ms " in told.text
    assert f" {abs(frames)} frames " in told.text


@pytest.mark.parametrize("seconds", [-0.253, -0.13, -0.075, 0.0625, 0.11, 0.28])
def test_fractions_of_a_frame_are_told_as_well(example, seconds):
    mouth, sound = example
    told = measure_sync(mouth, start_late(sound, -seconds))
    assert told.verdict == SIDES[np.sign(seconds)]
    assert told.shift == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("seconds", [-0.03, 0.015, 0.035])
def test_less_than_anyone_sees_is_in_step(example, seconds):
    mouth, sound = example
    told = measure_sync(mouth, start_late(sound, -seconds))
    assert told.verdict == "in step"
    assert told.shift == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("seconds", [-0.4, 0.4])
def test_of_more_than_it_measures_only_the_side_is_told(example, seconds):
    mouth, sound = example
    told = measure_sync(mouth, start_late(sound, -seconds))
    assert (told.verdict, told.shift) == (SIDES[np.sign(seconds)], None)
    assert "is more than 300 ms" in told.text


def test_level_strength_noise_and_pose_of_the_face_change_nothing(example):
    mouth, sound = example
    noise = 0.1 * np.abs(sound).mean() * np.random.default_rng(0).standard_normal(len(sound))
    for face, heard in (
        (0.2 * mouth + 0.5, sound),
        (mouth, 1e-3 * sound),
        (mouth.astype(np.float64), (30_000 * sound).astype(np.int16)),
        (mouth, sound + noise),
        (mouth, sound * np.float32(1e30)),
    ):
        told = measure_sync(face, heard)
        assert told.verdict == "in step"
        assert abs(told.shift) < 0.015


def test_another_recording_does_not_belong_to_it(examples):
    (english, heard), (spanish, other) = examples["english"], examples["spanish"]
    for mouth, sound in ((english, other), (spanish, heard)):
        told = measure_sync(mouth, sound)
        assert (told.verdict, told.shift) == ("apart", None)
        assert told.agreement < 0.25
        assert told.text.startswith("The mouth does not follow this sound (agreement 0.")


def test_coefficients_at_another_rate_do_not_pass_as_in_step(example):
    mouth, sound = example
    at = np.arange(0, len(mouth), 25 / 30)  # 30 frames a second, taken for 25
    faster = np.stack([np.interp(at, np.arange(len(mouth)), column) for column in mouth.T], axis=1)
    assert measure_sync(faster, sound).verdict in ("apart", "unknown")


def test_it_says_why_it_cannot_tell(example):
    mouth, sound = example
    steady = np.random.default_rng(0).normal(0, 0.1, len(sound))
    cases = (
        (mouth[:24], sound, "they share 0.96 s, and it takes at least 1 s"),
        (mouth, sound[: 10 * SAMPLES_PER_FRAME], "they share 0.40 s, and it takes at least 1 s"),
        (mouth, 0 * sound, "the sound is silent or steady, unlike speech"),
        (mouth, steady, "the sound is silent or steady, unlike speech"),
        (0 * mouth, sound, "the mouth does not move"),
        (np.repeat(mouth[:1], len(mouth), axis=0), sound, "the mouth does not move"),
    )
    for face, heard, reason in cases:
        told = measure_sync(face, heard)
        assert told == Sync("unknown", reason=reason)
        assert told.text == (
            f"Whether the mouth is in step with the sound cannot be told: {reason}."
        )


def test_a_second_of_a_stranger_is_not_judged(examples):
    mouth, sound = examples["english"][0][50:80], examples["spanish"][1][32_000:]
    told = measure_sync(mouth, sound)
    assert told.verdict == "unknown"
    assert told.agreement is not None
    assert f"an agreement of {told.agreement:.2f} can be chance" in told.text


@pytest.mark.parametrize(
    "sound", [np.zeros((9, 2)), np.full(16_000, np.nan), np.array(["a"]), np.zeros(9, complex)]
)
def test_a_sound_that_is_none_is_refused(sound):
    with pytest.raises(SadCoeffError, match="The sound is not a row of finite real numbers"):
        measure_sync(np.zeros((50, 64)), sound)


def test_coefficients_that_are_none_are_refused():
    with pytest.raises(SadCoeffError, match=r"The expression has the shape \(50, 70\)"):
        measure_sync(np.zeros((50, 70)), np.zeros(16_000))


def test_a_tone_is_loudest_in_the_band_around_it():
    mel = np.linspace(*2595 * np.log10(1 + np.array([100, 7000]) / 700), 10)[1:-1]
    seconds = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    for band, hertz in enumerate(700 * (10 ** (mel / 2595) - 1)):
        tone = np.sin(2 * np.pi * hertz * seconds)
        tone[len(tone) // 2 :] /= 10  # 20 dB, and a hundredth of the power
        bands = read_bands(tone)
        assert bands.shape == (50, 8)
        assert (bands[2:-2].argmax(axis=1) == band).all()
        assert bands[10, band] == pytest.approx(np.log(1 + 1e-4), abs=0.1)
        assert bands[40, band] == pytest.approx(np.log(0.01 + 1e-4), abs=0.1)


def test_what_is_slow_is_taken_out():
    rows = np.random.default_rng(0).standard_normal((100, 3)) + np.arange(100)[:, None]
    quick = take_quick(rows, FPS)
    wanted = rows - uniform_filter1d(rows, 25, axis=0)
    np.testing.assert_allclose(quick[12:-12], wanted[12:-12], atol=1e-5)
    np.testing.assert_allclose(quick[0], rows[0] - rows[:13].mean(axis=0), atol=1e-5)


def test_a_fit_hears_what_moves_a_mouth_and_when():
    """Mouths that move 80 ms after the sound: the fit takes that for in step."""
    random = np.random.default_rng(1)
    clips, face = [], random.normal(0, 0.1, (4, 64))
    for seed in range(3):
        loudness = np.repeat(random.random(100) ** 2, SAMPLE_RATE * 8 // 100)
        sound = loudness * random.standard_normal(len(loudness))
        bands = np.roll(read_bands(sound), 4, axis=0)[::2, [0, 2, 4, 6]]
        clips.append(Clip(f"made_{seed}", "teacher", (bands @ face)[None], sound))
    reading = fit(clips[:2])
    told = measure_sync(clips[2].expressions[0], clips[2].samples, reading)
    assert told.verdict == "in step"
    assert told.agreement > 0.9
    assert abs(told.shift) < 0.01
