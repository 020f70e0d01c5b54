"""Named weights as a table, read back by pandas."""

import numpy as np
import pandas
import pytest

from sadcoeff.errors import CoeffFileError, SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.arkit_csv import write_arkit_csv


@pytest.mark.parametrize("fps", [25, 30, 60])
def test_weights_read_back(moving, tmp_path, fps):
    write_arkit_csv(tmp_path / "take.csv", moving, fps)
    table = pandas.read_csv(tmp_path / "take.csv")
    assert list(table.columns) == ["time_s", *ARKIT_NAMES]
    count = (len(moving) - 1) * fps // 25 + 1
    np.testing.assert_allclose(table["time_s"], np.arange(count) / fps, rtol=1e-8)
    told, read = arkit(moving[:, :64]), table[[*ARKIT_NAMES]].to_numpy(np.float32)
    np.testing.assert_array_equal(read[:: fps // 5], told[::5])
    np.testing.assert_array_equal(read.max(axis=0), told.max(axis=0))  # blinks' depth
    assert read.min() >= 0
    assert read.max() <= 1
    assert read[:, ARKIT_NAMES.index("jawOpen")].max() > 0.1


def test_one_frame_is_one_line(moving, tmp_path):
    write_arkit_csv(tmp_path / "take.csv", moving[:1])
    assert len(pandas.read_csv(tmp_path / "take.csv")) == 1


def test_what_cannot_be_written_leaves_nothing(moving, tmp_path):
    with pytest.raises(SettingError, match="at 24 frames a second: use 25, 30 or 60"):
        write_arkit_csv(tmp_path / "x" / "take.csv", moving, 24)
    with pytest.raises(SettingError, match="NaN"):
        write_arkit_csv(tmp_path / "x" / "take.csv", moving * np.float32(np.nan))
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(CoeffFileError, match="cannot be written"):
        write_arkit_csv(tmp_path / "file" / "take.csv", moving)
