"""Visitors who cancel or vanish, and what the server says of itself and of them meanwhile."""

import re

import pytest
from hosting import until
from samples import write_coeffs

from sadcoeff.ui.status import CANCELLED
from tools.crowding.crowd import recording
from tools.crowding.visitor import Refused, values_of_run

LONG_FRAMES = 50  # of conftest's long run
LINE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} sadcoeff run=\d+ what=\w+ sound=(-|\d+\.\d\d) "
    r"frames=(-|\d+) device=\S+ seconds=\d+\.\d\d outcome=(done|refused|cancelled|failed)"
)


def outcomes(server, mark):
    return [line.split("outcome=")[1] for line in server.lines(mark)]


def test_a_cancelled_run_stops_and_frees_its_place(server, long_run, short_run):
    for _ in range(3):
        with long_run() as (visitor, _, messages):
            visitor.press("Cancel")
            assert CANCELLED in str(list(messages))  # until nothing is left to do
            assert len(short_run()) == 12
    assert outcomes(server, f"frames={LONG_FRAMES} ")[-3:] == ["cancelled"] * 3


def test_a_vanished_client_costs_nothing(server, long_run, short_run):
    short_run()  # whatever was under way is over then
    before = outcomes(server, f"frames={LONG_FRAMES} ")
    with long_run() as (visitor, _, messages):
        messages.close()
        visitor.http.close()
        assert len(short_run()) == 12  # in the place of the long one
    assert outcomes(server, f"frames={LONG_FRAMES} ") == [*before, "cancelled"]


def test_who_vanishes_while_waiting_is_never_served(server, long_run, visitor):
    with long_run():
        audio = visitor.upload("speech.wav", recording(23 / 25))
        visitor.ask("generate", values_of_run(audio))
        waiting = visitor.messages()
        assert next(waiting)["msg"] == "estimation"
        waiting.close()
        assert until(lambda: visitor.get("/healthz").json()["waiting"] == 0)
    assert outcomes(server, "frames=23 ") == []


def test_health_is_told_while_a_run_goes_on(visitor, long_run):
    with long_run() as (_, _, messages):
        health = [visitor.get("/healthz").json() for _ in range(20)]
        assert next(messages)["msg"] == "process_generating"  # so it was still under way
    assert {h["status"] for h in health} == {"ok"}
    assert {"weights": "demo", "device": "cpu"} in health[-1]["loaded"]


def test_a_request_is_one_line_without_names_or_content(server, visitor, tmp_path, short_run):
    short_run()  # whatever was under way is over then
    before = len(server.lines("run="))
    short_run(14)
    file = write_coeffs(tmp_path / "hush.mat", [[0.0] * 70] * 31)
    mat = visitor.upload("hush.mat", file.read_bytes())
    visitor.answer(visitor.ask("inspect", [mat, None, None, ["jawOpen"]]))
    with pytest.raises(Refused, match=r"hush\.wav"):
        visitor.ask("generate", values_of_run(visitor.upload("hush.wav", b"hush, no sound")))
    lines = server.lines("run=")[before:]
    assert [LINE.fullmatch(line).group(1, 2, 3) for line in lines] == [
        ("0.56", "14", "done"),
        ("1.24", "31", "done"),
        ("-", "-", "refused"),
    ]
    assert [line.split("what=")[1].split()[0] for line in lines] == [
        "generate",
        "inspect",
        "generate",
    ]
    assert "hush" not in server.log.read_text()
