"""Files that are read once, for the run after the check that read them."""

import os
import threading

import numpy as np
import pytest

from sadcoeff.errors import AudioError
from sadcoeff.ui.handlers.recordings import Files, Shelf

PATIENCE = 300  # seconds, for a slow machine


@pytest.fixture
def files(tmp_path):
    """Paths of four files of 100, 200, 300 and 400 bytes."""
    paths = [tmp_path / str(n) for n in range(1, 5)]
    for path in paths:
        path.write_bytes(bytes(100 * int(path.name)))
    return [str(path) for path in paths]


@pytest.fixture
def shelf():
    """A shelf that notes what it reads."""

    def made(**options):
        reads = []

        def read(path):
            reads.append(path)
            return np.fromfile(path, np.uint8)

        return Shelf(read, lambda content: content.nbytes, **options), reads

    return made


def test_a_file_is_read_once_for_its_run_and_then_forgotten(shelf, files):
    shelf, reads = shelf()
    shelf.put(files[0])
    assert shelf.bytes_kept() == 100
    assert len(shelf.take(files[0])) == 100
    assert reads == files[:1]
    assert shelf.bytes_kept() == 0
    shelf.take(files[0])
    assert reads == files[:1] * 2


def test_runs_on_the_same_file_share_it(shelf, files):
    shelf, reads = shelf()
    for _ in range(3):
        shelf.put(files[0])
    for _ in range(3):
        shelf.take(files[0])
    assert reads == files[:1]
    assert shelf.bytes_kept() == 0


def test_a_changed_file_is_read_again(shelf, files):
    shelf, _ = shelf()
    shelf.put(files[0])
    with open(files[0], "ab") as file:
        file.write(b"more")
    assert len(shelf.take(files[0])) == 104
    shelf.put(files[1])
    os.utime(files[1], ns=(0, 0))
    assert len(shelf.take(files[1])) == 200


def test_the_oldest_goes_where_room_is_short_and_what_is_too_large_is_not_kept(shelf, files):
    shelf, reads = shelf(max_bytes=350)
    for path in (files[0], files[1], files[3]):
        shelf.put(path)
    assert shelf.bytes_kept() == 300
    shelf.put(files[2])
    assert shelf.bytes_kept() == 300  # the third alone
    assert [len(shelf.take(path)) for path in files] == [100, 200, 300, 400]
    assert reads == [files[0], files[1], files[3], files[2], files[0], files[1], files[3]]


def test_what_no_run_takes_goes_by_itself(shelf, files):
    shelf, _ = shelf(kept_seconds=0.01)
    for path in files[:2]:
        shelf.put(path)
    gone = threading.Event()
    for _ in range(PATIENCE * 100):
        if not shelf.bytes_kept():
            break
        gone.wait(0.01)
    assert shelf.bytes_kept() == 0


def test_a_file_that_cannot_be_read_is_not_kept(tmp_path):
    sounds = Files.up_to(600).sounds
    with pytest.raises(AudioError, match="No sound file"):
        sounds.put(str(tmp_path / "none.wav"))
    (tmp_path / "words.wav").write_text("words")
    with pytest.raises(AudioError, match="cannot be read as sound"):
        sounds.put(str(tmp_path / "words.wav"))
    assert sounds.bytes_kept() == 0
