"""Motion at other frame rates: in time, and as deep as before."""

import numpy as np
import pytest

from sadcoeff.errors import SettingError
from sadcoeff.motion.frame_rates import change_rate

BLINK = np.array([0, 0, 0, 0.5, 1, 0.5, 0, 0, 0, 0, 0.2, 0.9, 0.1, 0, 0, 0])[:, None]


def test_the_same_rate_gives_the_same_rows():
    rows = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    np.testing.assert_array_equal(change_rate(rows, 25), rows)


@pytest.mark.parametrize("fps", [30, 60])
def test_blinks_keep_their_depth_and_their_time(fps):
    for start in range(6):  # wherever they fall between the new frames
        rows = np.concatenate([np.zeros((start, 1)), BLINK])
        new = change_rate(rows, fps)
        assert len(new) == (len(rows) - 1) * fps // 25 + 1
        peaks = np.flatnonzero(new[:, 0] == 1)
        assert len(peaks) >= 1
        assert peaks[0] / fps == pytest.approx((start + 4) / 25, abs=0.5 / fps + 1e-9)
        assert new[:, 0].max() == 1
        assert (np.abs(new[:, 0] - np.float32(0.9)) < 1e-6).any()


@pytest.mark.parametrize("fps", [30, 60])
def test_steady_motion_stays_steady(fps):
    rows = np.arange(26.0)[:, None] / 25
    np.testing.assert_allclose(change_rate(rows, fps)[:, 0], np.arange(fps + 1) / fps, atol=1e-6)


@pytest.mark.parametrize("fps", [25, 30, 60])
def test_one_frame_stays_one(fps):
    assert change_rate(np.ones((1, 2)), fps).tolist() == [[1, 1]]


@pytest.mark.parametrize("fps", [0, 24, -25, 29.97, None, "x", float("nan")])
def test_other_rates_are_refused(fps):
    with pytest.raises(SettingError, match="use 25, 30 or 60"):
        change_rate(np.zeros((2, 1)), fps)
