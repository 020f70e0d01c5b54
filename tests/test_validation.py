"""Checking plain values, opening what someone has named, and quoting an error in a sentence."""

import os
from pathlib import Path

import numpy as np
import pytest

from sadcoeff import load_cpk, make_batch
from sadcoeff.errors import (
    AudioError,
    CoeffFileError,
    FaceModelError,
    SadCoeffError,
    SettingError,
    WeightsError,
)
from sadcoeff.face.bfm import read_face
from sadcoeff.files.read import read_coeffs
from sadcoeff.motion.edits import Edits
from sadcoeff.validation import one_line, real_number, true_or_false, whole_number
from sadcoeff.weights.checkpoint import load_safetensors

READERS = [
    (make_batch, AudioError, "sound file"),
    (read_coeffs, CoeffFileError, "coefficient file"),
    (load_cpk, WeightsError, "checkpoint"),
    (lambda path: load_safetensors(path, {}), WeightsError, "checkpoint"),
    (read_face, FaceModelError, "face model"),
]


@pytest.fixture(params=READERS, ids=["sound", "coefficients", "pth", "safetensors", "face"])
def refuse(request):
    """What each reader says against a path, and what it calls such a file."""
    read, kind, what = request.param

    def say(path: Path) -> str:
        with pytest.raises(SadCoeffError) as refused:
            read(path)
        assert type(refused.value) is kind
        return str(refused.value)

    return say, what


def forbid(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_file_that_may_not_be_read_says_so(refuse, tmp_path, monkeypatch):
    say, _ = refuse
    path = tmp_path / "kept.mat"
    path.write_bytes(b"secret")
    monkeypatch.setattr(Path, "open", forbid)
    assert say(path) == ("'kept.mat' cannot be opened (Permission denied): check its permissions.")


def test_a_file_in_a_folder_that_may_not_be_entered_says_so(refuse, tmp_path, monkeypatch):
    say, _ = refuse
    stat = os.stat

    def forbid_kept(path, **options):
        return forbid() if str(path).endswith("kept.mat") else stat(path, **options)

    monkeypatch.setattr(os, "stat", forbid_kept)
    assert say(tmp_path / "kept.mat") == (
        f"'{tmp_path / 'kept.mat'}' cannot be opened (Permission denied): check its folder's "
        "permissions."
    )


def test_a_web_address_has_to_be_downloaded_first(refuse):
    say, what = refuse
    sentence = f"'https://host.org/a/b.mat' is a web address: download the {what} first."
    assert say(Path("https://host.org/a/b.mat")) == sentence


def test_a_folder_is_not_taken_for_a_missing_file(refuse, tmp_path):
    say, _ = refuse
    assert say(tmp_path).startswith(f"'{tmp_path}' is a folder: give ")


def test_a_pipe_is_not_waited_for(refuse, tmp_path):
    say, what = refuse
    os.mkfifo(tmp_path / "pipe")
    sentence = f"pipe' is a pipe or a device: save the {what} as a file first."
    assert say(tmp_path / "pipe").endswith(sentence)


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3)])
def test_whole_numbers_are_taken_whatever_their_type(value):
    assert (whole_number("n", value, 0, 9), real_number("x", value, 0, 9)) == (3, 3.0)


@pytest.mark.parametrize("value", [2.5, "3", True, np.True_, None, np.nan, 10, -1, [3]])
def test_what_is_no_whole_number_in_range_is_refused(value):
    with pytest.raises(SettingError, match="must be a whole number from 0 to 9"):
        whole_number("n", value, 0, 9)


@pytest.mark.parametrize("value", ["2.5", False, np.True_, None, np.nan, np.inf, 9.1, [3, 4]])
def test_what_is_no_number_in_range_is_refused(value):
    with pytest.raises(SettingError, match="must be a number from 0 to 9"):
        real_number("x", value, 0, 9)


def test_only_true_and_false_are_either():
    assert true_or_false("t", True) is true_or_false("t", np.True_) is True
    for value in (1, 0, "yes", None):
        with pytest.raises(SettingError, match="must be true or false"):
            Edits(still=value)


def test_a_long_value_is_quoted_in_short():
    with pytest.raises(SettingError) as refused:
        whole_number("n", "x" * 10_000, 0, 9)
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (ValueError("It broke."), "It broke"),
        (ValueError("several\n  lines,\tand tabs"), "several lines, and tabs"),
        (ValueError(" \n "), "ValueError"),
        (KeyError(), "KeyError"),
        (ValueError("x" * 200), "x" * 200),
        (ValueError("x" * 201), "x" * 200 + "…"),
    ],
)
def test_an_error_becomes_one_short_line_without_a_full_stop(error, wanted):
    assert one_line(error) == wanted
