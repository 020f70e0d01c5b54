"""Killed processes, full disks and folders that are gone or fixed: whole files, or none."""

import json
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from samples import read_back

from sadcoeff.errors import CoeffFileError
from sadcoeff.exports import KINDS
from sadcoeff.files.mat import write_mat

ROOT = Path(__file__).parents[2]
ROWS = np.zeros((500, 70), np.float32)


def told(module, *arguments):
    """What a tool prints, which breaks a process of its own."""
    command = [sys.executable, "-m", f"tools.breaking.{module}", *map(str, arguments)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_killed_writer_leaves_whole_files(tmp_path):
    seen = told("kills", tmp_path, 40)
    assert seen["kills"] == 40
    assert seen["broken"] == []
    assert seen["looked_at"] > 100
    assert seen["cut"] > 0  # so they did die in the middle of a file


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Where files were written before, and what is said of writing there without room or right."""
    folder = tmp_path_factory.mktemp("places")
    for kind in KINDS:
        (folder / f"file.{kind}").write_text("the last whole one")
    return folder, told("places", folder)


def test_a_full_disk_leaves_the_old_file_and_no_part(places):
    folder, said = places
    for kind in KINDS:
        reason = r"File too large|\d+ requested and \d+ written"
        assert re.search(f"file.{kind}' cannot be written \\(({reason})\\): ", said["room"][kind])
        assert (folder / f"file.{kind}").read_text() == "the last whole one"
    assert len(list(folder.iterdir())) == len(KINDS) + 1


def test_a_read_only_folder_is_one_sentence(places):
    folder, said = places
    assert "file.mat' cannot be written (Permission denied): choose a folder" in said["right"]
    assert list((folder / "fixed").iterdir()) == []


def test_what_no_folder_can_be_made_of_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CoeffFileError, match="cannot be written"):
        write_mat(tmp_path / "file" / "below.mat", ROWS)
    assert (tmp_path / "file").read_text() == "no folder"


def test_a_folder_that_keeps_going_leaves_whole_files_or_a_sentence(tmp_path):
    folder, over = tmp_path / "going", Event()

    def take_away():
        while not over.is_set():
            shutil.rmtree(folder, ignore_errors=True)

    thief = Thread(target=take_away)
    thief.start()
    try:
        for _ in range(200):
            with suppress(CoeffFileError):
                write_mat(folder / "file.mat", ROWS)
    finally:
        over.set()
        thief.join()
    write_mat(folder / "file.mat", ROWS)
    assert [p.name for p in folder.iterdir() if p.suffix != ".part"] == ["file.mat"]
    assert read_back(folder / "file.mat").shape == ROWS.shape
