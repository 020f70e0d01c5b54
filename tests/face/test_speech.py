"""How far coefficients go in speech: the shipped numbers, and how they are found."""

import numpy as np
from calibrating.speech import find_speech, mean_covariance, varimax

from sadcoeff.face.effects import gradients
from sadcoeff.face.speech import load_speech


def test_the_columns_that_move_most_in_speech_are_known_ones():
    spread = load_speech().spread
    assert {0, 2, 3, 5, 13, 14} < set(np.argsort(-spread)[:7])
    assert spread[45:].max() < 0.1 * spread[0]


def test_the_spread_is_that_of_a_voice_the_fit_has_not_seen(voice):
    logarithms = np.log(voice.std(axis=0)), np.log(load_speech().spread)
    assert np.corrcoef(*logarithms)[0, 1] > 0.9


def test_the_directions_hold_what_a_voice_does(voice):
    speech = load_speech()
    effects = speech.directions @ gradients()
    usual = np.linalg.norm(effects, axis=0)
    moved = (voice - voice.mean(axis=0)) @ gradients() / usual
    left = moved - moved @ np.linalg.pinv(effects / usual) @ (effects / usual)
    assert (left.std(axis=0) < 0.1 * moved.std(axis=0)).all()
    assert 0.95 < speech.shares.sum() <= 1


def test_independent_motions_come_back_as_directions():
    """Six coefficients that move by themselves, seen by seven measures, one of them in two."""
    sizes = np.array([0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    seen = np.zeros((64, 7))
    seen[:6, :6], seen[0, 6] = -np.eye(6), -1
    found = find_speech(np.diag(np.r_[sizes, np.zeros(58)] ** 2), seen)
    np.testing.assert_allclose(found.spread[:6], sizes)
    np.testing.assert_allclose(found.shares, np.array([2, 1, 1, 1, 1, 1]) / 7)
    order = np.argsort(np.abs(found.directions).argmax(axis=1))
    np.testing.assert_allclose(found.directions[order, :6], -np.diag(sizes), atol=1e-8)
    assert order[0] == 0


def test_directions_do_not_depend_on_each_other_in_speech():
    rng = np.random.default_rng(1)
    mixed = rng.normal(size=(64, 64)) / 8
    covariance = mixed @ mixed.T
    found = find_speech(covariance, rng.normal(size=(64, 7)))
    between = found.directions @ np.linalg.solve(covariance, found.directions.T)
    np.testing.assert_allclose(between, np.eye(6), atol=1e-6)


def test_sources_count_alike_and_recordings_are_centred():
    rng = np.random.default_rng(2)
    one, two, more = rng.normal(size=(50, 4)), 2 * rng.normal(size=(80, 4)), rng.normal(size=(9, 4))
    plain = mean_covariance([("a", one), ("b", two)])
    expected = (np.cov(one.T, bias=True) + np.cov(two.T, bias=True)) / 2
    np.testing.assert_allclose(plain, expected)
    again = mean_covariance([("a", one + 7), ("b", two), ("a", one - 3)])
    np.testing.assert_allclose(again, expected)
    assert not np.allclose(mean_covariance([("a", one), ("b", two), ("a", more)]), expected)


def test_varimax_undoes_a_turn():
    simple = np.array([[3.0, 2, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 2, 1]])
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
    rotation = varimax(turn @ simple)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-9)
    back = np.abs(rotation @ turn @ simple)
    assert sorted(map(tuple, np.round(back, 6))) == sorted(map(tuple, simple))
