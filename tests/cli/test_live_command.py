"""`sadcoeff live`: raw sound in, lines out."""

import io
import json
import os
import sys

import numpy as np
import pytest
from samples import speech

from sadcoeff import Audio2Coeff, LiveCoeffs, find_weights
from sadcoeff.cli.main import main
from sadcoeff.files.read import read_coeffs

RATE = 48_000
SOUND = speech(6 * RATE // 25, RATE)
CALL = ["live", "--rate", str(RATE), "--seed", "3", "--style", "7", "--device", "cpu"]


@pytest.fixture(scope="module")
def wanted():
    model = Audio2Coeff(find_weights("demo"), "cpu")
    live = LiveCoeffs(model, 7, seed=3, sample_rate=RATE)
    return np.concatenate([live.feed(SOUND), live.finish()])


def give(monkeypatch, content):
    """Let standard input hold this."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_every_frame_is_a_line_of_json(wanted, monkeypatch, capsys):
    give(monkeypatch, SOUND.astype("<f4").tobytes())
    assert main([*CALL, "--format", "f32le"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["frame"] for line in lines] == list(range(6))
    assert [line["time"] for line in lines] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16, 0.2])
    got = [[*line["expression"], *line["angles"], *line["translation"]] for line in lines]
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-6)


def test_csv_is_what_the_coefficient_reader_reads(wanted, monkeypatch, capsys, tmp_path):
    give(monkeypatch, np.round(SOUND * 2**15).astype("<i2").tobytes() + b"\0")
    assert main([*CALL, "--lines", "csv"]) == 0
    said = capsys.readouterr()
    (tmp_path / "live.csv").write_text(said.out)
    np.testing.assert_allclose(read_coeffs(tmp_path / "live.csv"), wanted, rtol=0, atol=0.01)
    assert said.err == (
        "sadcoeff: Standard input ended within a sample of 2 bytes: check --format if the motion "
        "makes no sense.\n"
    )


def test_lines_come_before_the_sound_ends(monkeypatch):
    """Four frames of sound give a line while the pipe is still open."""
    source, sound = os.pipe()
    result, lines = os.pipe()
    monkeypatch.setattr(sys, "stdin", os.fdopen(source))
    with os.fdopen(lines, "w") as out, os.fdopen(result) as seen:
        monkeypatch.setattr(sys, "stdout", _ClosingTap(out, seen, sound))
        os.write(sound, np.zeros(4 * 640, "<i2").tobytes())
        assert main(["live", "--device", "cpu"]) == 0
        assert sys.stdout.first == [0]


class _ClosingTap(io.TextIOBase):
    """Standard output that reads its own first line when flushed, and then ends the sound."""

    def __init__(self, out, seen, sound):
        self.out, self.seen, self.sound, self.first = out, seen, sound, []

    def write(self, text):
        return self.out.write(text)

    def flush(self):
        self.out.flush()
        if not self.first:
            self.first.append(json.loads(self.seen.readline())["frame"])
            os.close(self.sound)


def test_a_reader_that_goes_ends_it_quietly(monkeypatch, capsys):
    give(monkeypatch, np.zeros(4 * 640, "<i2").tobytes())
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["live", "--device", "cpu"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (b"", [], "ended within its first video frame of 40 ms"),
        (bytes(1000), [], "ended within its first video frame of 40 ms"),
        (np.full(9, np.nan, "<f4").tobytes(), ["--format", "f32le"], "NaN or infinite"),
        (None, [], "Standard input holds no sound: pipe raw samples in, or use --microphone."),
        (b"", ["--rate", "5"], "The sample rate is 5: it must be"),
        (b"", ["--style", "46"], "The pose style is 46"),
    ],
)
def test_what_cannot_be_used_is_one_line(monkeypatch, capsys, content, options, sentence):
    give(monkeypatch, content or b"")
    if content is None:
        monkeypatch.setattr(sys, "stdin", None)
    assert main(["live", "--device", "cpu", *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert said.err.count("\n") == 1
