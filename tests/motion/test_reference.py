"""A reference pose looped, cut, resampled, and its seam eased."""

import numpy as np
import pytest
from made_up import rows

from sadcoeff.errors import SettingError
from sadcoeff.motion.columns import add_ref_pose
from sadcoeff.motion.reference import RefPose, ref_motion, resample
from sadcoeff.ui.handlers.reference_report import describe


def turning(frames: int, degrees: float) -> np.ndarray:
    """Yaw that rises evenly from 0 to `degrees`, the rest at rest: (frames, 70)."""
    ref = np.zeros((frames, 70), np.float32)
    ref[:, 65] = np.radians(np.linspace(0, degrees, frames))
    return ref


def steps(motion: np.ndarray) -> np.ndarray:
    return np.degrees(np.abs(np.diff(motion[:, 1])))


@pytest.mark.parametrize(("length", "frames"), [(1, 5), (7, 5), (5, 5), (7, 30), (30, 1)])
def test_by_default_it_is_what_the_original_adds(length, frames):
    coeffs, ref = rows(frames), rows(length, seed=2)
    wanted = coeffs.copy()
    for t in range(frames):
        wanted[t, 64:] += ref[t % length, 64:] - ref[0, 64:]
    moved = coeffs.copy()
    moved[:, 64:] += ref_motion(ref, frames)
    np.testing.assert_array_equal(moved, wanted)
    np.testing.assert_array_equal(add_ref_pose(coeffs, ref), wanted)


@pytest.mark.parametrize("fps", [12.5, 24, 30, 29.97, 50, 60])
def test_resampling_keeps_the_motion_in_time(fps):
    seconds = np.arange(int(4 * fps)) / fps
    nod = np.sin(2 * np.pi * 0.8 * seconds)[:, None] * np.ones((1, 6))
    got = resample(nod, fps)
    at = np.arange(len(got)) / 25
    assert abs(len(got) - 100) <= 2
    np.testing.assert_allclose(got[:, 3], np.sin(2 * np.pi * 0.8 * at), atol=0.03)


def test_resampling_loses_no_frame_to_rounding():
    assert len(resample(np.zeros((61, 6)), 30)) == 51  # 2 s and the frame at their end
    assert len(resample(np.zeros((61, 6)), 30.000000001)) == 51
    assert len(resample(np.zeros((1, 6)), 30)) == 1
    np.testing.assert_array_equal(resample(rows(9, 6), 25), rows(9, 6))
    assert resample(rows(9, 6), 30).dtype == np.float32


def test_without_blending_the_seam_jumps_and_with_it_the_step_is_small():
    ref = turning(100, 20)
    plain, eased = ref_motion(ref, 250), ref_motion(ref, 250, RefPose(blend=25))
    for seam in (100, 200):
        assert steps(plain)[seam - 1] == pytest.approx(20, abs=1e-3)
        around = steps(eased)[seam - 1 : seam + 25]
        assert around.max() < 20 * 1.5 / 26 + 0.25  # the steepest part of the ease, and the turn
    untouched = np.r_[0:100, 125:200, 225:250]
    np.testing.assert_array_equal(eased[untouched], plain[untouched])


def test_a_longer_blend_than_the_file_ends_before_the_next_seam():
    ref = turning(10, 9)
    eased = ref_motion(ref, 35, RefPose(blend=250))
    assert np.isfinite(eased).all()
    assert steps(eased).max() < steps(ref_motion(ref, 35)).max() / 3
    np.testing.assert_array_equal(eased[[9, 19, 29]], ref_motion(ref, 35)[[9, 19, 29]])


def test_a_seam_near_the_end_is_eased_as_far_as_there_are_frames():
    eased = ref_motion(turning(10, 9), 12, RefPose(blend=8))
    assert eased.shape == (12, 6)
    assert steps(eased).max() < 2


def test_the_report_of_a_loop():
    report = describe(turning(100, 20), 250)
    assert (report.file_frames, report.frames, report.recording_frames) == (100, 100, 250)
    assert (report.fate, report.seams, report.seam_seconds) == ("looped", (100, 200), (4.0, 8.0))
    assert report.jump_degrees == pytest.approx(20, abs=1e-3)
    assert report.blended_degrees == pytest.approx(20, abs=1e-3)
    assert report.usual_degrees == pytest.approx(20 / 99, abs=1e-3)
    assert report.text == (
        "The reference pose has 100 frames, read as 25 a second: 4.00 s for a recording of "
        "10.00 s (250 frames), so it starts again at 4.00 s, 8.00 s, where the head turns by "
        "20.0° in one frame (0.2° is usual)."
    )


def test_the_report_of_a_resampled_and_blended_loop():
    report = describe(turning(121, 20), 250, RefPose(fps=30, blend=20))
    assert (report.frames, report.seams) == (101, (101, 202))
    assert report.jump_degrees == pytest.approx(20, abs=1e-3)
    assert report.blended_degrees == pytest.approx(20 * 1.5 / 21, abs=0.01)  # the steepest part
    assert "121 frames, read as 30 a second, resampled to 101 at 25: 4.04 s" in report.text
    assert "20.0° in one frame, eased to 1.4° a frame over 20 frames (0.2° is usual)" in report.text


def test_the_report_of_many_seams_names_three():
    assert "0.40 s, 0.80 s, 1.20 s and 6 times more" in describe(turning(10, 9), 100).text


def test_the_report_of_a_cut_and_of_an_exact_fit():
    cut, whole = describe(turning(40, 20), 30), describe(turning(30, 20), 30)
    assert (cut.fate, cut.seams, cut.jump_degrees, cut.blended_degrees) == ("cut", (), 0, 0)
    assert cut.text.endswith(
        "1.20 s (30 frames), so it is cut, and its last 10 frames are not used."
    )
    assert whole.fate == "whole"
    assert whole.text.endswith("so it is used whole.")


@pytest.mark.parametrize(("frames", "fps"), [(1, 25), (2, 240)])
def test_a_single_frame_adds_nothing_and_has_no_seam(frames, fps):
    how = RefPose(fps=fps, blend=5)
    assert not ref_motion(turning(frames, 9), 50, how).any()
    report = describe(turning(frames, 9), 50, how)
    assert report.seams == ()
    assert report.text == "The reference pose has a single frame, so it adds no head motion."


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"fps": 0}, "The frame rate of the reference pose is 0: .* from 1 to 240"),
        ({"fps": float("inf")}, "The frame rate of the reference pose is inf"),
        ({"blend": -1}, "The number of blended frames is -1: .* from 0 to 250"),
        ({"blend": 2.5}, "The number of blended frames is 2.5: it must be a whole number"),
    ],
)
def test_a_setting_out_of_range_is_refused(setting, sentence):
    with pytest.raises(SettingError, match=sentence):
        RefPose(**setting)
