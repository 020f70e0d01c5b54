"""Named weights in JSON, read back by Python's own reader as LAM's avatars read them."""

import json

import numpy as np
import pytest

from sadcoeff.errors import CoeffFileError, SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.arkit_json import write_arkit_json


def refuse(constant):
    raise AssertionError(f"{constant} is not JSON")


@pytest.mark.parametrize("fps", [25, 30, 60])
def test_weights_read_back(moving, tmp_path, fps):
    write_arkit_json(tmp_path / "take.json", moving, fps)
    found = json.loads((tmp_path / "take.json").read_text("ascii"), parse_constant=refuse)
    assert list(found) == ["names", "metadata", "frames"]
    count = (len(moving) - 1) * fps // 25 + 1
    names = found["names"]
    assert found["metadata"] == {"fps": fps, "frame_count": count, "blendshape_names": names}
    # LAM's own writer blinks by position 8 and 9
    assert names[8:10] == ["eyeBlinkLeft", "eyeBlinkRight"]
    assert (names[0], names[24], names[51]) == ("browDownLeft", "jawOpen", "tongueOut")
    assert len(names) == len(set(names)) == 52

    frames = found["frames"]
    assert all(list(frame) == ["weights", "time", "rotation"] for frame in frames)
    assert [frame["time"] for frame in frames] == [i / fps for i in range(count)]
    told = arkit(moving[:, :64])
    named = [dict(zip(names, frame["weights"], strict=True)) for frame in frames]
    read = np.array([[frame[name] for name in ARKIT_NAMES] for frame in named])
    np.testing.assert_allclose(read.max(axis=0), told.max(axis=0), atol=1e-6)  # blinks' depth
    np.testing.assert_allclose(read[:: fps // 5], told[::5], atol=1e-6)
    turned = np.array([frame["rotation"] for frame in frames])
    np.testing.assert_allclose(turned[:: fps // 5], moving[::5, 64:67], atol=1e-6)


def test_what_cannot_be_written_leaves_nothing(moving, tmp_path):
    with pytest.raises(SettingError, match="at 24 frames a second: use 25, 30 or 60"):
        write_arkit_json(tmp_path / "x" / "take.json", moving, 24)
    with pytest.raises(SettingError, match="NaN"):
        write_arkit_json(tmp_path / "x" / "take.json", moving * np.float32(np.nan))
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(CoeffFileError, match="cannot be written"):
        write_arkit_json(tmp_path / "file" / "take.json", moving)
