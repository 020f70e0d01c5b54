"""Recordings and faces on the disk under hostile names: read, and written under safe ones."""

import os
from pathlib import Path

import numpy as np
import pytest
from samples import face, write_coeffs, write_speech

from sadcoeff import make_batch
from sadcoeff.exports import write_outputs
from sadcoeff.files.read import read_any
from sadcoeff.files.write import FORMATS
from sadcoeff.motion.meta import Meta

NAMES = {  # the name on the disk without its ending, and what is left of it
    "..": "unnamed",
    "..\\..\\up": "_.._up",
    "##": "##",
    "a##b": "a##b",
    "line\nbreak": "line_break",
    "bell\x07\x1b[31m": "bell__[31m",
    "\"double\" and 'single'": "_double_ and 'single'",
    "`$(touch x)`;|&": "`$(touch x)`;_&",
    "\u202egnp.exe": "_gnp.exe",
    "\u200f\u2067right\u2069": "__right_",
    "🎤👩‍🚀": "🎤👩_🚀",
    "語" * 83: "語" * 33,  # 249 bytes, and a file system takes 255
    "e" * 240: "e" * 100,
    "CON": "_CON",
    "nul.tar": "_nul.tar",
    " COM1 ": "_COM1",
    "-rf": "-rf",
    "%s{0}": "%s{0}",
}


@pytest.mark.parametrize(("name", "wanted"), NAMES.items(), ids=map(repr, NAMES))
def test_a_hostile_name_on_the_disk_is_read_and_its_files_stay_in_the_folder(
    tmp_path, name, wanted
):
    given, out = tmp_path / "given", tmp_path / "deep" / "out"
    given.mkdir()
    sound = write_speech(tmp_path / "a.wav", 2).rename(given / f"{name}.wav")
    picture = write_coeffs(tmp_path / "a.mat", face()).rename(given / f"{name}.mat")
    batch = make_batch(sound, picture, seed=1)
    rows = np.zeros((2, 70), np.float32)
    saved = write_outputs(out, batch["pic_name"], batch["audio_name"], rows, list(FORMATS), Meta())
    paths = [Path(p) for p in saved]
    assert {p.name for p in paths} == {f"{wanted}##{wanted}{f.suffix}" for f in FORMATS.values()}
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == {sound, picture, *paths}
    assert all(p.parent == out and len(read_any(p).values) == 2 for p in paths)


def test_a_name_that_is_no_text_is_read_too(tmp_path):
    """soundfile ended with UnicodeEncodeError: file names are bytes, and need not be UTF-8."""
    sound = write_speech(tmp_path / "a.wav", 2)
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.wav")
    os.rename(sound, path)
    batch = make_batch(path, seed=1)
    (written,) = write_outputs(
        tmp_path, "neutral", batch["audio_name"], np.zeros((2, 70), np.float32), ["npy"], Meta()
    )
    assert Path(written).name == "neutral##__.npy"
