"""A bulk run that is killed, or finds no room, resumes when it is started again."""

import subprocess
import sys

import pytest
from filelock import FileLock
from written import contents, lines

from sadcoeff.cli.main import main

# A bulk run that kills itself at the n-th file or line: before it, or halfway through it.
DYING = """
import os, signal, sys
from sadcoeff.files import names as files
from sadcoeff.bulk import (manifest, run)
from sadcoeff.cli.main import main

out, moment, n = sys.argv[2], sys.argv[3], int(sys.argv[4])
left = [n]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def count():
    left[0] -= 1
    return left[0] == 0

def append(folder, entry, append=run.append):
    if moment.endswith("line") and count():
        if moment == "half a line":
            with open(f"{out}/manifest.jsonl", "ab") as file:
                file.write(manifest._encode(entry)[:40])
        die()
    append(folder, entry)

def fsync(file, fsync=os.fsync):
    if moment == "a file" and count():
        die()
    fsync(file)

run.append, os.fsync = append, fsync
status = main(["batch", sys.argv[1], "-o", out, "--device", "cpu"])
assert "ray" not in sys.modules
sys.exit(status)
"""
# A bulk run that may write no file of more than so many bytes.
CRAMPED = """
import resource, sys
import torch
from sadcoeff.cli.main import main
torch.set_num_threads(1)  # recordings come one by one, and the first of them are short
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
sys.exit(main(["batch", sys.argv[1], "-o", sys.argv[2], "--device", "cpu"]))
"""


def start(code, *arguments):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def quiet(clips, tmp_path):
    """What an undisturbed run writes."""
    assert main(["batch", str(clips), "-o", str(tmp_path / "quiet"), "--device", "cpu"]) == 0
    return contents(tmp_path / "quiet")


def test_kills_lose_nothing_and_leave_nothing(clips, tmp_path, quiet):
    out = tmp_path / "out"
    finished = 0
    for moment, n in (("a line", 3), ("half a line", 4), ("a file", 5)):
        assert start(DYING, clips, out, moment, n).returncode == -9
        text = (out / "manifest.jsonl").read_bytes()
        assert text.count(b"\n") > finished
        finished = text.count(b"\n")
    assert any(path.endswith(".part") for path in contents(out))
    last = start(DYING, clips, out, "never", 0)
    assert last.stdout.startswith(f"{20 - finished} written, {finished} already there, 0 failed: ")
    assert last.returncode == 0
    assert contents(out) == quiet
    assert len({line["input"] for line in lines(out)}) == len(lines(out)) == 20


def test_no_room_is_one_sentence_and_a_second_start_resumes(clips, tmp_path, quiet):
    out = tmp_path / "out"
    room = max(map(len, quiet.values())) - 1
    done = start(CRAMPED, clips, out, room)
    assert done.returncode == 2
    last = done.stderr.replace("\r", "\n").splitlines()[-1]
    assert last.startswith("sadcoeff: '")
    assert "cannot be written (File too large)" in last
    assert contents(out).items() < quiet.items()
    assert {line["output"] for line in lines(out)} == set(contents(out))
    assert main(["batch", str(clips), "-o", str(out), "--device", "cpu"]) == 0
    assert contents(out) == quiet


def test_a_file_in_the_folders_place_is_one_sentence(clips, tmp_path, capsys):
    (tmp_path / "file").write_text("kept")
    assert main(["batch", str(clips), "-o", str(tmp_path / "file")]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(f"sadcoeff: '{tmp_path / 'file'}' cannot be written to (")
    assert (tmp_path / "file").read_text() == "kept"


def test_two_runs_do_not_write_one_folder_at_once(clips, tmp_path, capsys):
    with FileLock(tmp_path / ".manifest.jsonl.lock"):
        assert main(["batch", str(clips), "-o", str(tmp_path)]) == 2
    assert "is being written by another run: wait" in capsys.readouterr().err
    assert not (tmp_path / "manifest.jsonl").exists()


def test_what_is_not_a_left_over_part_stays(clips, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / ".mine.part").write_text("mine")
    (out / f".{'0' * 32}.part").write_text("of a killed run")
    assert main(["batch", str(clips), "-o", str(out), "--device", "cpu"]) == 0
    assert [p.name for p in out.rglob("*.part")] == [".mine.part"]
