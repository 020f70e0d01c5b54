"""The landmarks that an expression moves."""

import numpy as np
import pytest

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import arkit
from sadcoeff.face.calibration import ASSET, load_calibration
from sadcoeff.face.landmarks import LANDMARKS, landmarks
from sadcoeff.face.points import BROWS, CHEEKS, CHIN, CORNERS, LIDS, LIPS, NOSE, find_points
from sadcoeff.face.units import UNITS

MIRRORED = ((33, 263), (133, 362), (159, 386), (145, 374), (105, 334), (61, 291), (78, 308))
MIDLINE = (10, 168, 1, 0, 13, 14, 17, 152)


def random_rows(frames, seed=0):
    return np.random.default_rng(seed).normal(0, 0.3, (frames, 64)).astype(np.float32)


def apart(moved, above, below):
    """By how much two points part vertically, (T,)."""
    over, under = find_points((above, below))
    return moved[:, under, 1] - moved[:, over, 1]


def test_the_asset_is_small_and_whole():
    calibration = load_calibration()
    assert ASSET.stat().st_size < 100_000
    assert calibration.landmarks.shape == (64, len(LANDMARKS), 3)
    assert calibration.units.shape == (len(UNITS), len(LANDMARKS), 3)
    assert calibration.rest.shape == (3, 64)
    assert all(np.isfinite(values).all() for values in vars(calibration).values())


def test_no_point_moves_at_zero_and_motion_adds_up():
    one, other = random_rows(5, 1), random_rows(5, 2)
    assert not landmarks(np.zeros((3, 64))).any()
    np.testing.assert_allclose(landmarks(one + other), landmarks(one) + landmarks(other), atol=1e-5)


def test_one_frame_has_a_point_for_each_index():
    moved = landmarks(random_rows(1))
    assert moved.shape == (1, len(LANDMARKS), 3)
    assert moved.dtype == np.float32


def test_points_are_named_once_and_in_order():
    assert (np.diff(LANDMARKS) > 0).all()
    assert LANDMARKS.max() < 468  # the irises follow after those, and gaze is not in the numbers
    for part in (LIPS, CORNERS, LIDS, BROWS, CHIN, NOSE, CHEEKS):
        assert LANDMARKS[find_points(part)].tolist() == list(part)
    assert set(CORNERS) < set(LIPS)


def test_both_sides_mirror_each_other():
    moved = landmarks(random_rows(20))
    left, right = (moved[:, find_points(side)] for side in zip(*MIRRORED, strict=True))
    np.testing.assert_allclose(left * [-1, 1, 1], right, atol=1e-4)
    np.testing.assert_allclose(moved[:, find_points(MIDLINE), 0], 0, atol=1e-4)


def test_a_blink_closes_the_lids_and_moves_little_else(blink):
    moved = landmarks(blink[None])
    closed = -apart(moved, 159, 145)
    others = np.delete(moved[0], find_points(LIDS), axis=0)
    assert 0.05 < closed < 0.1  # an open eye is about 0.09 high
    assert np.abs(others[:, :2]).max() < 0.15 * closed


def test_lips_part_on_ah_and_hardly_in_pauses(vowel_rows):
    rows, frames = vowel_rows
    opening = apart(landmarks(rows), 13, 14)
    assert opening[frames["ah"]].mean() - opening[2:10].mean() > 0.04


def test_the_mouth_is_narrower_on_oo_than_on_ee(vowel_rows):
    rows, frames = vowel_rows
    left, right = find_points((61, 291))
    moved = landmarks(rows)
    width = moved[:, right, 0] - moved[:, left, 0]
    assert width[frames["oo"]].mean() < width[frames["ee"]].mean() - 0.02


@pytest.mark.parametrize("read", [landmarks, arkit])
@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        (np.zeros((3, 70)), r"\(3, 70\): it must be \(T, 64\)"),
        (np.zeros((0, 64)), r"\(0, 64\): it must be \(T, 64\), T at least 1"),
        (np.zeros(64), r"\(64,\): it must be"),
        (np.full((2, 64), np.nan), "NaN, infinite"),
        (np.full((2, 64), np.inf), "NaN, infinite"),
        (np.full((2, 64), 1e300), "above a million"),
        (np.full((2, 64), 1j), "not an array of real numbers"),
        ([["a"] * 64], "not an array of real numbers"),
        ([[1.0] * 64, [1.0]], "not an array of real numbers"),
        (None, "not an array of real numbers"),
    ],
)
def test_what_is_no_expression_is_refused(read, expression, sentence):
    with pytest.raises(SettingError, match=sentence) as refused:
        read(expression)
    assert str(refused.value).endswith(".")
