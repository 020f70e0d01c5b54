"""Expressions that the embedded weights give to synthetic voices they were not trained on."""

import json

import numpy as np
import pytest
import soundfile
from vowels import SECONDS, vowels

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.checkup.voices import VOICES
from sadcoeff.motion.columns import EXPRESSION


@pytest.fixture(scope="session")
def demo():
    return Audio2Coeff(find_weights("demo"), "cpu")


@pytest.fixture(scope="session")
def blink(demo):
    """(64,): what a full blink adds to the expression."""
    return demo.audio2exp_model.blink_response().numpy()


@pytest.fixture(scope="session")
def sounds():
    """[start s, end s, kind] of every sound of each voice, as espeak-ng timed them."""
    return json.loads((VOICES / "sounds.json").read_text())


def expression_of(demo, path):
    return demo.predict(make_batch(path, use_blink=False), 0, seed=0)[:, EXPRESSION]


@pytest.fixture(scope="session")
def voices(demo, sounds):
    """(T, 64) of each voice, without blinks."""
    return {name: expression_of(demo, VOICES / f"{name}.flac") for name in sounds}


@pytest.fixture(scope="session")
def voice(demo):
    """(T, 64) of one voice, for files that need no more."""
    return expression_of(demo, VOICES / "es_Alicia.flac")


@pytest.fixture(scope="session")
def vowel_rows(demo, tmp_path_factory):
    """(T, 64) of ah, ee and oo after each other, and each one's frames away from its edges."""
    path = tmp_path_factory.mktemp("vowels") / "vowels.wav"
    soundfile.write(path, vowels(), 16_000)
    rows = expression_of(demo, path)
    return rows, {
        name: slice(int(25 * (i + 0.5) * SECONDS), int(25 * (i + 0.9) * SECONDS))
        for i, name in enumerate(("ah", "ee", "oo"))
    }


@pytest.fixture(scope="session")
def moving():
    """(76, 70): three seconds of a face and a head that swing, made without the networks."""
    times = np.arange(76)[:, None]
    face = 0.4 * np.sin(times / 4 + np.arange(64)) * np.cos(times / 9 - np.arange(64) ** 2)
    pose = np.sin(times / 9 + np.arange(6)) * [0.3, 0.5, 0.2, 0.1, 0.2, 1]
    return np.concatenate([face, pose], axis=1).astype(np.float32)
