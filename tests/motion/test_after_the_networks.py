"""What follows the networks in `generate`: smoothing, and a reference's head motion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import face, fake_batch, write_coeffs
from scipy.signal import savgol_filter

from sadcoeff.motion.columns import add_ref_pose, loop_to, smooth_pose


@pytest.mark.parametrize(
    ("frames", "window"),
    [(3, 3), (4, 3), (5, 5), (8, 7), (11, 11), (12, 11), (13, 13), (14, 13), (500, 13)],
)
def test_smoothing_is_scipys_of_the_largest_window_that_fits(frames, window):
    coeffs = face(frames, 70)
    smoothed = smooth_pose(coeffs)
    wanted = savgol_filter(coeffs[:, 64:].astype(np.float64), window, 2, axis=0, mode="interp")
    assert smoothed.dtype == np.float32
    np.testing.assert_allclose(smoothed[:, 64:], wanted, rtol=0, atol=3e-6)
    np.testing.assert_array_equal(smoothed[:, :64], coeffs[:, :64])


@pytest.mark.parametrize("frames", [1, 2])
def test_one_or_two_frames_are_not_smoothed(frames):
    np.testing.assert_array_equal(smooth_pose(face(frames, 70)), face(frames, 70))


@given(st.integers(3, 60))
def test_smoothing_keeps_what_a_parabola_follows(frames):
    t = np.linspace(-1, 1, frames)[:, None]
    coeffs = (0.3 - 0.2 * t + 0.5 * t**2) * np.ones((1, 70))
    np.testing.assert_allclose(smooth_pose(coeffs), coeffs, rtol=0, atol=1e-9)


@given(st.integers(1, 40), st.integers(1, 90), st.integers(0, 99))
def test_the_reference_motion_loops_or_is_cut(rows, frames, seed):
    coeffs, ref = face(frames, 70, seed), face(rows, 70, seed + 1)
    moved = add_ref_pose(coeffs, ref)
    for t in range(frames):
        wanted = coeffs[t, 64:] + ref[t % rows, 64:] - ref[0, 64:]
        np.testing.assert_allclose(moved[t, 64:], wanted, rtol=0, atol=3e-6)
    np.testing.assert_array_equal(moved[:, :64], coeffs[:, :64])
    np.testing.assert_array_equal(moved[0, 64:], coeffs[0, 64:])


def test_loop_to_repeats_from_the_start():
    rows = np.arange(3)[:, None]
    assert loop_to(rows, 8)[:, 0].tolist() == [0, 1, 2, 0, 1, 2, 0, 1]
    assert loop_to(rows, 2)[:, 0].tolist() == [0, 1]


def test_nothing_is_changed_in_place():
    coeffs, ref = face(20, 70), face(7, 70, 1)
    kept = coeffs.copy(), ref.copy()
    coeffs.flags.writeable = ref.flags.writeable = False
    for result in (smooth_pose(coeffs), add_ref_pose(coeffs, ref), add_ref_pose(coeffs, ref[:1])):
        assert not np.shares_memory(result, coeffs)
        assert result.flags.writeable
    np.testing.assert_array_equal(coeffs, kept[0])
    np.testing.assert_array_equal(ref, kept[1])


@pytest.mark.parametrize("rows", [1, 9, 25, 60])
def test_using_refpose_adds_the_motion_of_a_file_to_a_new_array(model, tmp_path, rows):
    path = write_coeffs(tmp_path / "ref.mat", face(rows, 73, 5))
    coeffs = face(25, 70)
    moved = model.using_refpose(coeffs, path)
    assert not np.shares_memory(moved, coeffs)
    np.testing.assert_array_equal(coeffs, face(25, 70))
    np.testing.assert_array_equal(moved, add_ref_pose(coeffs, face(rows, 73, 5)[:, :70]))


def test_generate_adds_the_reference_after_smoothing(model, tmp_path):
    path = str(write_coeffs(tmp_path / "ref.mat", face(4, 70, 5)))
    plain = model.predict(fake_batch(30), 3, seed=2)
    moved = model.predict(fake_batch(30), 3, path, seed=2)
    np.testing.assert_array_equal(moved, model.using_refpose(plain, path))
    assert np.abs(moved - plain)[:, 64:].max() > 0.1


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_reference_is_none_or_an_empty_path(model, nothing):
    np.testing.assert_array_equal(
        model.predict(fake_batch(3), 3, nothing, seed=2), model.predict(fake_batch(3), 3, seed=2)
    )
