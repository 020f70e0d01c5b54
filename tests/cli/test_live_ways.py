"""`sadcoeff live` from a microphone, to a listener of Live Link Face packets, and paced."""

import _thread
import io
import json
import sys

import numpy as np
import pytest
from fake_sounddevice import RATE, install
from packets import listen
from samples import speech

from sadcoeff import LiveCoeffs
from sadcoeff.cli import live as command
from sadcoeff.cli.main import main
from sadcoeff.face.arkit import ARKIT_NAMES, ArkitStream

FRAMES = 7
CALL = ["live", "--seed", "3", "--device", "cpu"]


@pytest.fixture(autouse=True)
def loaded(model, monkeypatch):
    """The golden weights, which are loaded already."""
    monkeypatch.setattr(command, "Audio2Coeff", lambda *_args, **_options: model)


@pytest.fixture
def sound(monkeypatch):
    """Seven frames of speech, which standard input holds."""
    sound = speech(FRAMES * 640)
    content = sound.astype("<f4").tobytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    return sound


def run(live, sound):
    return np.concatenate([live.feed(sound), live.finish()])


def test_packets_go_with_the_lines(model, sound, capsys):
    with listen() as (receive, port):
        options = ["--format", "f32le", "--livelink", f"127.0.0.1:{port}", "--subject", "Anna"]
        assert main([*CALL, *options]) == 0
        told = [receive() for _ in range(FRAMES)]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [t["frame"] for t in told] == [line["frame"] for line in lines] == list(range(FRAMES))
    assert {t["name"] for t in told} == {"Anna"}
    weights = ArkitStream().push(run(LiveCoeffs(model, seed=3), sound)[:, :64])
    got = [[t["values"][n[0].upper() + n[1:]] for n in ARKIT_NAMES] for t in told]
    np.testing.assert_allclose(got, weights, atol=1e-4)


@pytest.mark.parametrize(
    ("options", "rates"),
    [([], []), (["--livelink", "127.0.0.1"], [60]), (["--paced"], [25])],
)
@pytest.mark.usefixtures("sound")
def test_frames_are_paced_where_somebody_watches(monkeypatch, options, rates):
    made = []

    class Counted:
        def __init__(self, rate):
            made.append([rate, 0])

        def wait(self):
            made[-1][1] += 1

    monkeypatch.setattr(command, "Pace", Counted)
    assert main([*CALL, "--format", "f32le", *options]) == 0
    assert made == [[rate, FRAMES] for rate in rates]


def test_ctrl_c_ends_a_microphone_with_all_that_it_heard(model, monkeypatch, capsys):
    sound = speech(FRAMES * 1920, RATE)
    install(monkeypatch, np.array_split(sound, 9), {4}, _thread.interrupt_main)
    assert main([*CALL, "--microphone"]) == 130
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    got = [[*line["expression"], *line["angles"], *line["translation"]] for line in lines]
    wanted = run(LiveCoeffs(model, seed=3, sample_rate=RATE), sound)
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-4)
    first, second = said.err.splitlines()
    assert first == "sadcoeff: Listening to 'Desk' at 48000 Hz: Ctrl-C ends it."
    assert "sound is lost" in second


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--microphone", "none"], "The microphone cannot be opened"),
        (["--microphone", "--format", "s16le"], "--format is that of standard input"),
        (["--livelink", "studio:0"], "The Live Link address is 'studio:0'"),
        (["--livelink", ""], "The Live Link address is ''"),
        (["--livelink", "127.0.0.1", "--subject", ""], "The subject is named ''"),
        (["--subject", "me"], "--subject names the face that --livelink sends"),
    ],
)
@pytest.mark.usefixtures("sound")
def test_what_cannot_be_done_is_one_line(monkeypatch, capsys, options, sentence):
    install(monkeypatch, [])
    assert main([*CALL, *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"sadcoeff: {sentence}")
    assert said.err.count("\n") == 1
