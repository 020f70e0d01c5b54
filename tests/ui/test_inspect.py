"""The tab for coefficient files, without a page."""

import numpy as np
import pytest
from awaiting import wait_for
from made_up import rows

from sadcoeff.files.write import write
from sadcoeff.motion.meta import Meta
from sadcoeff.ui.handlers.inspect import Inspector
from sadcoeff.ui.handlers.recordings import Files


@pytest.fixture
def look():
    inspector = Inspector(Files.up_to(600))

    def show(first, second=None):
        paths = str(first), second and str(second)
        assert wait_for(inspector.check, *paths, None) == {}
        return inspector.inspect(*paths)

    return show


def test_an_expression_alone_shows_its_face_curves_and_says_that_there_is_no_pose(look, tmp_path):
    np.save(tmp_path / "a.npy", rows(30, 64))
    shown = look(tmp_path / "a.npy")
    assert "64 columns" in shown["line"]["message"]
    assert [row[0] for row in shown["statistics"]] == ["expression, all 64"]
    assert "An expression alone has no head pose" in shown["pose"]
    assert "<svg" in shown["expression"]
    assert shown["preview"]["frames"] == 30


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_beside_a_whole_file_only_the_expression_is_compared(look, tmp_path, order):
    np.save(tmp_path / "a.npy", rows(30, 64))
    np.save(tmp_path / "b.npy", rows(30, 70))
    shown = look(*(tmp_path / f"{name}.npy" for name in order))
    assert shown["pose"].count("<svg") == 1
    table = {row[0]: row[1:] for row in shown["statistics"]}
    assert len(table) == 7
    posed = slice(0, 2) if order[0] == "b" else slice(2, 4)
    yaw = table["yaw, degrees"]
    assert all(yaw[posed])
    assert yaw.count("") == 3
    assert all(table["expression, all 64"])


def test_a_file_of_an_absurd_frame_rate_is_not_blown_up(look, tmp_path):
    write(tmp_path / "a.csv", rows(30), "csv", Meta(fps=0.002))
    shown = look(tmp_path / "a.csv")
    assert shown["preview"]["frames"] == 30
    assert "1.20 s at 25 a second (assumed)" in shown["line"]["message"]
