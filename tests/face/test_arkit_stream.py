"""Apple's weights while somebody speaks, beside those of the whole recording."""

import numpy as np
import pytest

from sadcoeff.errors import SettingError
from sadcoeff.face import rest as rest_module
from sadcoeff.face.arkit import ARKIT_NAMES, ArkitStream, arkit, fit_units_from
from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.rest import RunningRest, rest_of

JAW = ARKIT_NAMES.index("jawOpen")
SETTLED = 75  # frames


@pytest.fixture(scope="module")
def streamed(voice):
    stream = ArkitStream()
    return np.concatenate([stream.push(part) for part in np.split(voice, [1, 2, 9, 40, 41])])


def test_weights_are_near_those_of_the_whole_recording(voice, streamed):
    whole = arkit(voice)
    assert streamed.shape == whole.shape
    assert streamed.dtype == np.float32
    apart = np.abs(streamed - whole)
    assert apart[SETTLED:].max() < 0.04
    assert apart.max() < 0.1
    assert apart.mean() < 0.004
    assert np.corrcoef(streamed[:, JAW], whole[:, JAW])[0, 1] > 0.98


def test_any_cutting_gives_the_same(voice, streamed):
    np.testing.assert_allclose(ArkitStream().push(voice), streamed, rtol=0, atol=1e-6)


def test_nothing_flickers_while_the_rest_is_found(voice):
    """What a weight changes by because of the rest alone, from frame to frame."""
    running, calibration = RunningRest(load_calibration()), load_calibration()
    rests = np.stack([calibration.rest, *map(running.push, voice.astype(float))])
    now, before = (fit_units_from(r, voice, calibration) for r in (rests[1:], rests[:-1]))
    assert np.abs(now - before).max() < 0.01
    assert np.abs(now - before)[SETTLED:].max() < 0.002


def test_a_face_that_does_not_move_comes_to_rest():
    row = np.random.default_rng(0).normal(0, 0.2, (1, 64))
    weights = ArkitStream().push(np.repeat(row, 250, axis=0))
    assert weights[0].max() > 0.1
    assert weights[-1].max() < 0.05
    assert np.abs(np.diff(weights, axis=0)).max() < 0.1


def test_it_starts_at_the_mean_face_and_follows_what_it_has_seen(voice):
    calibration, rows = load_calibration(), voice.astype(float)
    running = RunningRest(calibration)
    first = running.push(rows[0]) - calibration.rest
    aim = rest_of(rows[:1], calibration) - calibration.rest
    np.testing.assert_allclose(first, aim / 25, atol=1e-12)
    for _ in range(300):
        last = running.push(rows[50])
    aim = rest_of(np.concatenate([rows[:1], *[rows[50:51]] * 300]), calibration)
    np.testing.assert_allclose(last, aim, atol=0.01)


def test_what_it_holds_does_not_grow(voice, monkeypatch):
    assert rest_module._WINDOW == 750
    monkeypatch.setattr(rest_module, "_WINDOW", 50)
    running, held = RunningRest(load_calibration()), []
    for row in voice:
        running.push(row)
        held.append(running.stored)
    assert held[49:] == [50 * 64 + 3 * 64] * (len(voice) - 49)


def test_an_unusable_expression_is_refused():
    with pytest.raises(SettingError, match="T at least 1"):
        ArkitStream().push(np.zeros((0, 64)))
    with pytest.raises(SettingError, match="NaN"):
        ArkitStream().push(np.full((1, 64), np.nan))
