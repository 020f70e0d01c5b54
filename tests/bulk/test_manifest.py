"""The manifest: what counts as finished, and what is never lost."""

import json
import subprocess
import sys

import pytest

from sadcoeff.bulk.manifest import append, read_finished
from sadcoeff.errors import BulkError


def entry(name, error=None):
    output = None if error else f"{name}.mat"
    return {
        "input": name,
        "output": output,
        "seed": 1,
        "frames": None if error else 3,
        "seconds": 0.5,
        "error": error,
    }


@pytest.fixture
def manifest(tmp_path):
    """A manifest of two finished recordings, whose outputs are there."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.mat").touch()
        append(tmp_path, entry(name))
    return tmp_path / "manifest.jsonl"


def test_a_line_with_its_output_is_finished(manifest):
    before = manifest.read_bytes()
    assert read_finished(manifest.parent) == {"one": entry("one"), "two": entry("two")}
    assert manifest.read_bytes() == before
    assert [json.loads(line)["input"] for line in before.splitlines()] == ["one", "two"]


def test_errors_and_lines_without_output_leave_the_manifest(manifest):
    append(manifest.parent, entry("three", error="bad"))
    (manifest.parent / "one.mat").unlink()
    assert list(read_finished(manifest.parent)) == ["two"]
    assert len(manifest.read_bytes().splitlines()) == 1


def test_a_last_line_that_was_torn_anywhere_is_repaired(manifest):
    whole = manifest.read_bytes()
    start = whole.index(b"\n") + 1
    for end in range(start, len(whole)):
        manifest.write_bytes(whole[:end])
        finished = {"one", "two"} if end == len(whole) - 1 else {"one"}  # only its end was lost
        assert set(read_finished(manifest.parent)) == finished, end
        assert manifest.read_bytes() == (whole if len(finished) == 2 else whole[:start])


@pytest.mark.parametrize("content", [b'{"a": 1}\n', b'{"a": 1}', b"torn\n", b"[]\n", b"x", b"\n"])
def test_a_file_that_is_not_ours_is_refused_and_kept(manifest, content):
    whole = manifest.read_bytes()
    for foreign in (content, content + whole) if content.endswith(b"\n") else (content,):
        manifest.write_bytes(foreign)
        with pytest.raises(BulkError, match="line 1 is not an entry of a manifest"):
            read_finished(manifest.parent)
        assert manifest.read_bytes() == foreign


def test_a_name_that_no_encoding_knows_comes_back(tmp_path):
    name = "half \udc80 語"
    (tmp_path / "half.mat").touch()
    append(tmp_path, entry(name) | {"output": "half.mat"})
    assert list(read_finished(tmp_path)) == [name]
    assert (tmp_path / "manifest.jsonl").read_bytes().isascii()


def test_a_full_disk_leaves_whole_lines(manifest):
    whole = manifest.read_bytes()
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from sadcoeff.bulk.manifest import append\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(whole) + 20},) * 2)\n"
        f"append(Path(sys.argv[1]), {entry('three')!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, manifest.parent], capture_output=True, text=True, timeout=120
    )
    assert "manifest.jsonl' cannot be written (No space left on device): make room" in done.stderr
    assert manifest.read_bytes() == whole


def test_a_folder_in_its_place_is_one_sentence(tmp_path):
    (tmp_path / "manifest.jsonl").mkdir()
    for use in (read_finished, lambda folder: append(folder, entry("one"))):
        with pytest.raises(BulkError, match=r"manifest\.jsonl' cannot be .*Is a directory"):
            use(tmp_path)
