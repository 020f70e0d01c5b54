"""The preview's curves: what the landmarks do, from a recording's own rest."""

import numpy as np
import pytest

from sadcoeff.errors import SettingError
from sadcoeff.face.curves import CURVE_NAMES, face_curves
from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.points import find_points


@pytest.fixture(scope="module")
def run(voices):
    return voices["es_Alicia"]


def apart(rows, one, other, axis):
    a, b = find_points((one, other))
    places = landmarks(rows)[..., axis]
    return places[:, b] - places[:, a]


def test_they_follow_the_landmarks(run):
    opening, width, lids, brows = face_curves(run).T
    told = {
        "opening": (opening, apart(run, 13, 14, 1)),
        "width": (width, apart(run, 61, 291, 0)),
        "lids": (lids, -(apart(run, 159, 145, 1) + apart(run, 386, 374, 1)) / 2),
        "brows": (brows, -landmarks(run)[:, find_points((105, 334)), 1].mean(axis=1)),
    }
    for name, (curve, points) in told.items():
        shift = (curve - points)[curve > 0 if name == "opening" else slice(None)]
        assert np.ptp(shift) < 1e-4, name
    assert opening.min() == 0
    assert np.mean(opening < 0.01) > 0.05  # closed lips and pauses
    assert opening.max() > 0.08
    assert np.median(lids) < 0.01


def test_where_a_face_rests_does_not_matter(run):
    elsewhere = run + np.random.default_rng(2).normal(0, 0.3, 64)
    few = 25 / (25 + len(run))  # the weight of the mean face's rest
    moved, plain = face_curves(elsewhere)[:, 1:], face_curves(run)[:, 1:]
    assert np.ptp(moved - plain, axis=0).max() < 1e-4
    assert np.abs(moved - plain).max() < 0.2 * few


def test_a_face_at_rest_shows_nothing():
    curves = face_curves(np.zeros((1000, 64)))
    assert curves.shape == (1000, len(CURVE_NAMES))
    assert curves.dtype == np.float32
    assert np.abs(curves).max() < 0.005


@pytest.mark.parametrize("rows", [np.zeros((0, 64)), np.zeros((3, 70)), np.full((2, 64), np.nan)])
def test_other_expressions_are_refused(rows):
    with pytest.raises(SettingError):
        face_curves(rows)
