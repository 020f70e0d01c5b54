"""The embedded weights on synthetic voices that they were not trained on.

Sounds and their times are espeak-ng's own, made by `tools/spoken.py`.  The mouth is what the
preview shows: a curve of the 64 coefficients.
"""

import json

import numpy as np
import pytest
import soundfile

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.checkup.voices import VOICES
from sadcoeff.face.curves import face_curves
from sadcoeff.motion.columns import ANGLES, EXPRESSION
from sadcoeff.networks.layers import same_values

SOUNDS = json.loads((VOICES / "sounds.json").read_text())
FINE = 100  # looks at the mouth a second
NEAR = 0.03  # seconds around a sound within which its extreme counts


@pytest.fixture(scope="module")
def demo():
    return Audio2Coeff(find_weights("demo"), "cpu")


@pytest.fixture(scope="module")
def spoken(demo):
    """Each voice's mouth opening, 100 a second, less its mean in speech and in its deviations."""
    openings = {}
    for name in SOUNDS:
        batch = make_batch(VOICES / f"{name}.flac", use_blink=False)
        frames = batch["num_frames"]
        opening = face_curves(demo.predict(batch, 0, seed=0)[:, EXPRESSION])[:, 0]
        at = np.arange(0, frames / 25, 1 / FINE)
        fine = np.interp(at, (np.arange(frames) + 0.5) / 25, opening)
        speech = ~np.any([(at >= s) & (at < e) for s, e, k in SOUNDS[name] if k == "pause"], axis=0)
        openings[name] = (fine - fine[speech].mean()) / fine[speech].std()
    return openings


def within(opening, start, end, near=NEAR):
    first = max(int((start - near) * FINE), 0)
    return opening[first : max(int((end + near) * FINE), first + 1)]


def each(spoken, kind):
    """(opening during the sound, and the widest at the sounds beside it) of every such sound."""
    for name, sounds in SOUNDS.items():
        for i, (start, end, found) in enumerate(sounds):
            if found == kind:
                beside = sounds[max(i - 1, 0) : i] + sounds[i + 1 : i + 2]
                widest = [within(spoken[name], s, e).max() for s, e, _ in beside]
                yield within(spoken[name], start, end), widest


def test_lips_close_on_p_b_and_m(spoken):
    closed = [
        o.min() < min(0, *(w - 0.5 for w in beside)) for o, beside in each(spoken, "lips closed")
    ]
    assert len(closed) > 60
    assert np.mean(closed) >= 0.8


def test_the_mouth_is_open_on_open_vowels(spoken):
    opened = [o.max() > 0 for o, _ in each(spoken, "open vowel")]
    assert len(opened) > 60
    assert np.mean(opened) >= 0.9


def test_the_mouth_closes_in_pauses(spoken):
    pauses = [o[10:-10].mean() for o, _ in each(spoken, "pause") if len(o) > 30]
    assert len(pauses) >= 6
    assert np.mean(pauses) < -0.8


@pytest.mark.parametrize("level", [None, -70, -60, -50, -40, -30])
def test_the_mouth_rests_in_noise_of_every_level(demo, tmp_path, level):

    speech, _ = soundfile.read(VOICES / "en-us_m6.flac")
    noise = np.zeros(32_000)
    if level is not None:
        noise = np.random.default_rng(1).standard_normal(32_000) * 10 ** (level / 20)
    soundfile.write(tmp_path / "x.flac", np.concatenate([speech, noise]), 16_000)
    batch = make_batch(tmp_path / "x.flac", use_blink=False)
    opening = face_curves(demo.predict(batch, 0, seed=0)[:, EXPRESSION])[:, 0]
    spoken, resting = opening[:-55], opening[-45:]
    assert resting.mean() < 0.5 * spoken.mean()
    assert resting.std() < 0.5 * spoken.std()


def test_styles_are_different_people_of_human_size(demo):
    batch = make_batch(VOICES / "it_linda.flac")
    angles = np.degrees(
        demo.poses_in_styles(batch, seed=2).poses[:, :, : ANGLES.stop - ANGLES.start]
    )
    spread = angles.std(axis=1)  # (46, 3)
    assert np.abs(angles).max() < 20
    assert spread.max(axis=1).min() > 0.2
    assert spread.max() < 6
    apart = np.abs(angles[:, None] - angles[None]).mean(axis=(2, 3))
    assert apart[~np.eye(46, dtype=bool)].min() > 0.02


def test_takes_of_one_style_differ_with_the_noise(demo):
    batch = make_batch(VOICES / "it_linda.flac")
    first, second = (demo.take(batch, 5, seed=s).pose for s in (1, 2))
    assert np.degrees(np.abs(first[:, :3] - second[:, :3])).mean() > 0.2


def test_one_trunk_and_blinks_as_the_teacher(demo):
    exp, pose = demo.audio2exp_model, demo.audio2pose_model
    assert same_values(exp.audio_encoder, pose.audio_encoder.audio_encoder)
    blink = exp.blink_response().numpy()
    strongest = np.argsort(-np.abs(blink))[:5]
    assert set(strongest) == {17, 19, 21, 22, 33}
    np.testing.assert_allclose(
        blink[[19, 22, 21, 17, 33]], [-0.53, -0.51, -0.46, -0.34, -0.33], atol=0.01
    )
    response = exp.mapping1.weight[:, 512:576].numpy()
    assert np.diag(response).mean() == pytest.approx(0.85, abs=0.05)
