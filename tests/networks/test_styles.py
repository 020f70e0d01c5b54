"""The 46 pose styles, and values that are none."""

import numpy as np
import pytest
import torch
from samples import fake_batch

from sadcoeff.errors import SettingError


def test_all_46_styles_work_and_differ(model):
    batch = fake_batch(2)
    poses = model.poses_in_styles(batch, seed=1).poses
    assert poses.shape == (46, 2, 6)
    assert np.isfinite(poses).all()
    moved = poses[:, 1:].reshape(46, -1)
    between = np.abs(moved[:, None] - moved[None]).max(axis=2)
    assert between[~np.eye(46, dtype=bool)].min() > 1e-6
    expressions = []
    for style in (0, 1, 45):
        coeffs = model.predict(batch, style, seed=1)
        np.testing.assert_array_equal(coeffs[:, 64:], poses[style])
        expressions.append(coeffs[:, :64])
    assert (np.array(expressions) == expressions[0]).all()


@pytest.mark.parametrize(
    "style", [-1, 46, 3.7, "a", "3", None, float("nan"), float("inf"), [3], 10**30]
)
def test_a_style_out_of_range_is_named(model, tmp_path, style):
    with pytest.raises(SettingError, match="from 0 to 45") as caught:
        model.generate(fake_batch(2), tmp_path / "out", style)
    assert f"pose style is {style!r}:" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_whole_numbers_of_any_type_are_styles(model):
    batch = fake_batch(3)
    wanted = model.predict(batch, 5, seed=1)
    for style in (np.int64(5), np.uint8(5), np.float32(5), torch.tensor(5), 5.0):
        np.testing.assert_array_equal(model.predict(batch, style, seed=1), wanted)
