"""Which recordings a folder or a list means, and what they are called."""

import os

import pytest

from sadcoeff.bulk.recordings import Item, find_items
from sadcoeff.errors import BulkError


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def names(given):
    return [item.name for item in find_items(given)[1]]


def test_a_folder_means_every_sound_file_below_it_in_order(tmp_path):
    for name in ("b.wav", "a/z.FLAC", "a/b.mp3", "a/c/d.ogg", "e.aif", "f.opus"):
        touch(tmp_path / name)
    for name in ("notes.txt", "x.mat", "s.raw", ".hidden.wav", ".git/a.wav", "wav", "a/._b.mp3"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["a/b.mp3", "a/c/d.ogg", "a/z.FLAC", "b.wav", "e.aif", "f.opus"]


def test_names_do_not_say_where_the_folder_lies(tmp_path, monkeypatch):
    path = touch(tmp_path / "in" / "a.wav")
    monkeypatch.chdir(tmp_path)
    for given in ("in", "./in/", tmp_path / "in", "in/../in"):
        assert find_items(given) == (tmp_path / "in", [Item("a.wav", str(path))])


def test_a_list_names_paths_from_its_own_folder(tmp_path):
    listed = tmp_path / "lists" / "list.txt"
    touch(listed)
    elsewhere = tmp_path / "elsewhere" / "c.wav"
    rows = ["# comment", "", "  a b.wav ", "./sub/../a b.wav", "#no.wav", "../up.wav"]
    rows += [str(elsewhere), str(listed.parent / "inside.wav"), "ü/語.wav\r"]
    listed.write_text("\n".join(rows), "utf-8-sig")
    base, items = find_items(listed)
    assert base == listed.parent
    assert {item.name: item.path for item in items} == {
        "a b.wav": str(listed.parent / "a b.wav"),
        "../up.wav": str(tmp_path / "up.wav"),
        elsewhere.as_posix(): str(elsewhere),
        "inside.wav": str(listed.parent / "inside.wav"),
        "ü/語.wav": str(listed.parent / "ü" / "語.wav"),
    }


@pytest.mark.parametrize("content", [b"", b"\n# nothing\n\n"])
def test_an_empty_list_is_one_sentence(tmp_path, content):
    path = tmp_path / "list.txt"
    path.write_bytes(content)
    with pytest.raises(BulkError, match=r"list\.txt' holds no recordings: give a folder"):
        find_items(path)


def test_an_empty_folder_is_one_sentence(tmp_path):
    with pytest.raises(BulkError, match="holds no recordings"):
        find_items(tmp_path)


def test_what_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(BulkError, match=r"gone' cannot be read \(No such file or directory\)"):
        find_items(tmp_path / "gone")


@pytest.mark.parametrize("content", [b"RIFF\xff\xfe\x00\x80", b"RIFF\0\0\0\0WAVE"])
def test_a_recording_is_no_list(tmp_path, content):
    path = tmp_path / "speech.wav"
    path.write_bytes(content)
    with pytest.raises(BulkError, match=r"speech\.wav' is not a UTF-8 text file"):
        find_items(path)


def test_a_folder_that_cannot_be_read_does_not_pass_for_an_empty_one(tmp_path, monkeypatch):
    touch(tmp_path / "a.wav")
    touch(tmp_path / "secret" / "b.wav")
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("secret"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(BulkError, match=r"secret' cannot be read \(Permission denied\)"):
        find_items(tmp_path)
