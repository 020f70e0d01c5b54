"""The fit of the calibrated face, on faces made up for the purpose."""

import numpy as np
import pytest
from calibrating.clips import Clip
from calibrating.frontal import MIRROR, MeanFace, align, symmetric, turn_to_front
from calibrating.measures import correlation, predicted, seen
from calibrating.regression import HEAD_POINTS, fit, fit_landmarks, take_samples
from calibrating.steadiness import leave_out_each, report_steadiness

from sadcoeff.face.measures import gradients_of
from sadcoeff.face.points import BROWS, LANDMARKS, LIDS, LIPS, find_points
from sadcoeff.face.units import UNITS

COUNT = len(LANDMARKS)


def turned(degrees):
    """(3, 3): a turn of the head about its upright axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


@pytest.fixture(scope="module")
def face():
    """A symmetric cloud of points, the first half left, the other right."""
    rng = np.random.default_rng(0)
    mirror = np.r_[COUNT // 2 : COUNT, : COUNT // 2]
    return MeanFace(symmetric(rng.normal(size=(COUNT, 3)), mirror), mirror)


@pytest.fixture(scope="module")
def truth(face):
    """(64, K, 3): a symmetric motion of the points by each coefficient."""
    return symmetric(np.random.default_rng(1).normal(0, 0.1, (64, COUNT, 3)), face.mirror)


@pytest.fixture(scope="module")
def clips(face, truth):
    """Faces of six speakers, turned this way and that, with a landmark model's noise."""
    rng = np.random.default_rng(2)
    made = []
    for i, repository in enumerate(("styletalk", "styletalk", "one", "one", "two", "three")):
        rows = rng.normal(0, 0.2, (150, 64))
        moved = face.points + np.einsum("tc,cka->tka", rows, truth)
        noisy = moved + rng.normal(0, 0.02, moved.shape)
        made.append(Clip(f"{repository}_{i}_clip1", noisy @ turned(10 * i - 25), rows))
    return made


def test_a_turned_face_is_seen_from_the_front(face):
    away = face.points @ turned(30) + [1, 2, 3]
    motion = align(away, face.points)
    np.testing.assert_allclose(motion.move(away), face.points, atol=1e-9)
    assert motion.turn[2, 2] == pytest.approx(np.cos(np.radians(30)))


def test_seen_from_the_front_both_sides_agree(face, clips):
    frontal, cosine = turn_to_front(clips[0], face)
    np.testing.assert_allclose(frontal, frontal[:, face.mirror] * MIRROR)
    assert cosine == pytest.approx(np.cos(np.radians(25)), abs=0.01)


def test_the_fit_finds_the_motion_under_noise_and_the_blink_is_kept(face, truth, clips):
    blink = np.zeros(64)
    units = np.zeros((len(UNITS), COUNT, 3))
    units[0, :, 1] = 0.1
    found = fit(take_samples(clips, face), blink, units)
    assert correlation(found.landmarks.ravel(), truth.ravel()) > 0.98
    blink[3] = 1
    found = fit(take_samples(clips, face), blink, units)
    lids = np.isin(np.arange(COUNT), find_points(LIDS))
    np.testing.assert_allclose(found.landmarks[3][lids, 1], 0.1, atol=0.01)
    np.testing.assert_allclose(found.landmarks[3][~lids], 0, atol=0.01)


def test_a_repository_counts_less_than_its_frames(face, truth, clips):
    """Ten times the frames of one repository, all of another motion, do not outvote the rest."""
    rows = np.random.default_rng(5).normal(0, 0.2, (1500, 64))
    still = np.repeat(face.points[None], 1500, axis=0)
    flooded = [*clips, Clip("four_0", still, rows)]
    units = np.zeros((len(UNITS), COUNT, 3))
    found = fit(take_samples(flooded, face), np.zeros(64), units).landmarks
    assert 0.45 < (found * truth).sum() / (truth**2).sum() < 0.9


def test_a_nod_is_not_taken_for_brows(face, truth):
    """A head that nods with one coefficient moves its brows in the picture, and more than them."""
    rng = np.random.default_rng(6)
    head = find_points(HEAD_POINTS)
    alone = truth.copy()
    alone[:, np.r_[head, face.mirror[head]]] = 0
    rows = rng.normal(0, 0.2, (600, 64))
    nod = rows[:, 0] + rng.normal(0, 0.2, 600)
    moved = face.points + np.einsum("tc,cka->tka", rows, alone)
    moved[..., 1] += nod[:, None] * 0.2 * (1 + face.points[:, 2] ** 2)
    samples = take_samples([Clip("styletalk_one_clip1", moved, rows)], face)
    wrong = fit_landmarks(samples, np.zeros(64), np.zeros((COUNT, 3)))[0, :, 1] - alone[0, :, 1]
    brows, lips = (np.abs(wrong[find_points(part)]).mean() for part in (BROWS, LIPS))
    assert brows < 0.2 * lips


def test_what_hangs_on_one_source_is_found(face, clips):
    blink, closed = np.zeros(64), np.zeros((COUNT, 3))
    samples = take_samples(clips, face)
    found = leave_out_each(samples, blink, closed, np.eye(64))
    assert len(found) == 1 + 5  # two speakers of the tracked faces, three repositories
    without_one = [s for s in samples if s.clip.repository != "one"]
    expected = gradients_of(fit_landmarks(without_one, blink, closed))
    assert any(np.allclose(effects, expected) for effects in found[1:])


def test_steadiness_counts_the_signs_of_what_can_be_seen():
    effects = np.array([[[0.01, -0.01, 0.001]], [[0.012, 0.01, -0.001]], [[0.01, -0.01, 0.001]]])
    said = report_steadiness(effects)
    assert "Without one of 2 sources" in said
    assert "by 0.0200 at most, 0.0082 RMS; of 4 that can be seen, 1 change" in said


def test_speakers_are_told_from_the_names_of_clips():
    none = np.zeros((1, COUNT, 3)), np.zeros((1, 64))
    names = {
        "styletalk_style_sadgirl_clip1": "styletalk_sadgirl",
        "styletalk_style_furious_talk2_clip7": "styletalk_furious",
        "styletalk_feifeili_clip2_short": "styletalk_feifeili",
        "styletalk_Obama_clip2": "styletalk_Obama",
        "laptoman_291": "laptoman_291",
    }
    assert {name: Clip(name, *none).speaker for name in names} == names
    assert Clip("healthhack_046", *none).repository == "healthhack"


def test_what_is_predicted_follows_what_is_seen(face):
    """Small motions of a face: distances in the picture change as their linear parts do."""
    face = face.points.copy()
    face[find_points((0, 13, 159, 386, 105, 6))] = [0, -1, 0]
    face[find_points((17, 14, 145, 374, 152))] = [0, 1, 0]
    face[find_points((61,))], face[find_points((291,))] = [-1, 0, 0], [1, 0, 0]
    face[find_points((105,))] = [0, -2, 0]
    moved = np.random.default_rng(3).normal(0, 0.001, (50, COUNT, 3))
    true, linear = seen(face + moved), predicted(moved)
    for name, line in linear.items():
        assert correlation(true[name], line) > 0.99, name


def test_correlation_is_pearsons_and_zero_where_nothing_moves():
    one, other = np.random.default_rng(4).normal(size=(2, 30))
    assert correlation(one, other) == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert correlation(one, np.ones(30)) == 0
