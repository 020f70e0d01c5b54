"""`sadcoeff -`: a recording from standard input."""

import io
import sys
import tempfile

import numpy as np
import pytest
import scipy.io

from sadcoeff.cli.main import main


def give(monkeypatch, content):
    """Let standard input hold this."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_dash_is_the_recording_on_standard_input(speech, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "kept"))
    (tmp_path / "kept").mkdir()
    give(monkeypatch, speech.read_bytes())
    assert main(["-", str(speech), "-", "-o", str(tmp_path), "--seed", "9"]) == 0
    piped, named = capsys.readouterr().out.splitlines()
    assert piped == str(tmp_path / "neutral##stdin.mat")
    one, other = scipy.io.loadmat(piped), scipy.io.loadmat(named)
    np.testing.assert_array_equal(one["coeff_3dmm"], other["coeff_3dmm"])
    assert one["audio"].item() == "stdin"
    assert list((tmp_path / "kept").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Standard input holds no recording: pipe one in, or name a file."),
        (b"words", "'stdin' cannot be read as sound (it is text, not sound)"),
        (None, "Standard input holds no recording: pipe one in, or name a file."),
    ],
)
def test_standard_input_without_a_recording_is_one_line(
    tmp_path, capsys, monkeypatch, content, sentence
):
    give(monkeypatch, content or b"")
    if content is None:
        monkeypatch.setattr(sys, "stdin", None)
    assert main(["-", "-o", str(tmp_path / "out")]) == 2
    assert f"sadcoeff: {sentence}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
