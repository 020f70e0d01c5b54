"""The tab for coefficient files, without a page."""

import gradio as gr
import numpy as np
import pytest
from awaiting import wait_for
from made_up import rows
from starlette.requests import Request as Asked

from sadcoeff.face.curves import CURVE_NAMES
from sadcoeff.files import read
from sadcoeff.files.write import write
from sadcoeff.motion.meta import Meta
from sadcoeff.ui.handlers import curves
from sadcoeff.ui.handlers.curves import CurvePicker, OpenedFiles
from sadcoeff.ui.handlers.inspect import Inspector
from sadcoeff.ui.handlers.recordings import Files


def visit_of(session):
    return gr.Request(request=Asked({"type": "http"}), session_hash=session)


VISIT = visit_of("a")


@pytest.fixture
def inspector():
    return Inspector(Files.up_to(600))


@pytest.fixture
def look(inspector):
    def show(first, second=None, chosen=CURVE_NAMES):
        given = str(first), second and str(second), None, chosen
        assert wait_for(inspector.check, *given) == {}
        return inspector.inspect(VISIT, *given)

    return show


def test_an_expression_alone_shows_its_face_curves_and_says_that_there_is_no_pose(look, tmp_path):
    np.save(tmp_path / "a.npy", rows(30, 64))
    shown = look(tmp_path / "a.npy")
    assert "64 columns" in shown["line"]["message"]
    assert [row[0] for row in shown["statistics"]] == ["expression, all 64"]
    assert "An expression alone has no head pose" in shown["pose"]
    assert "<svg" in shown["expression"]
    assert "<svg" in shown["named"]
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


def test_other_curves_are_drawn_without_reading_files_again(inspector, look, tmp_path, monkeypatch):
    for name, frames in (("a", 30), ("b", 40)):
        np.save(tmp_path / f"{name}.npy", rows(frames))
    shown = look(tmp_path / "a.npy", tmp_path / "b.npy")
    assert "Over time: mouth opening, mouth width, lids closing, brows raised" in shown["named"]
    monkeypatch.setattr(read, "_READERS", {})
    drawn = inspector.curves.draw_chosen(VISIT, ["jawOpen", "exp 3"])["named"]
    for text in ("Over time: jawOpen, exp 3", ">ARKit weight<", ">PCA weight<"):
        assert text in drawn
    assert drawn.count("stroke-dasharray: 4.2,2.1") == 2
    assert shown["named"].count("stroke-dasharray: 4.2,2.1") == 4
    assert "hint" in inspector.curves.draw_chosen(VISIT, [])["named"]
    assert inspector.curves.draw_missed(VISIT, ["jawOpen"])["named"]
    assert inspector.curves.draw_missed(VISIT, CURVE_NAMES) == {}


def test_curves_wait_for_files(inspector):
    assert "Press Show" in inspector.curves.draw_chosen(visit_of("b"), ["jawOpen"])["named"]
    assert inspector.curves.draw_missed(visit_of("b"), ["jawOpen"]) == {}


def test_what_cannot_be_drawn_is_told_at_the_choice(inspector, look, tmp_path):
    np.save(tmp_path / "a.npy", rows(30))
    nine = [f"exp {i}" for i in range(9)]
    for chosen, sentence in ((["jaw"], "Unknown curve 'jaw'"), (nine, "9 curves are too many")):
        faults = wait_for(inspector.check, str(tmp_path / "a.npy"), None, None, chosen)
        assert sentence in faults["curves"]
    assert "hint" in look(tmp_path / "a.npy", chosen=[])["named"]
    with pytest.raises(gr.Error, match="9 curves are too many"):
        inspector.curves.draw_chosen(VISIT, nine)


def test_a_drawing_of_the_file_before_does_not_come_up_over_the_new_one(monkeypatch):
    picker = CurvePicker()
    picker.open(VISIT, rows(30), None, ["exp 0"])
    plain = curves.show_named

    def open_another(*given):
        monkeypatch.setattr(curves, "show_named", plain)
        picker.open(VISIT, rows(20), None, ["exp 1"])
        return plain(*given)

    monkeypatch.setattr(curves, "show_named", open_another)
    assert picker.draw_chosen(VISIT, ["exp 2"]) == {}
    assert picker.draw_missed(VISIT, ["exp 2"])["named"]


def test_what_is_open_takes_bounded_memory_and_is_nobody_elses():
    files = OpenedFiles(max_bytes=120 * 4 * 100)
    picker = CurvePicker(files)
    for session, frames in (("a", 60), ("b", 30), (None, 10)):
        picker.open(visit_of(session), rows(frames), None, ["exp 0"])
    assert [len(files.get(visit_of(s)).first) for s in "ab"] == [60, 30]
    assert files.get(visit_of(None)) is None
    picker.open(visit_of("c"), rows(20), rows(30), ["exp 0"])
    assert files.get(visit_of("a")) is None
    assert files.get(visit_of("b"))
    picker.open(visit_of("d"), rows(101), None, ["exp 0"])
    assert [files.get(visit_of(s)) for s in "abcd"] == [None] * 4
