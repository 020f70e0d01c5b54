"""Which recordings a folder or a list means, and what they are called."""

import os

import pytest

from sadcoeff.audio import load_audio
from sadcoeff.bulk.folders import count_endings, describe_passed_over
from sadcoeff.bulk.recordings import Item, find_items
from sadcoeff.errors import AudioError, BulkError


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def names(given):
    return [item.name for item in find_items(given).items]


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
        assert find_items(given) == (tmp_path / "in", [Item("a.wav", str(path))], [])


def test_a_list_names_paths_from_its_own_folder(tmp_path):
    listed = tmp_path / "lists" / "list.txt"
    touch(listed)
    elsewhere = tmp_path / "elsewhere" / "c.wav"
    rows = ["# comment", "", "  a b.wav ", "./sub/../a b.wav", "#no.wav", "../up.wav"]
    rows += [str(elsewhere), str(listed.parent / "inside.wav"), "ü/語.wav\r"]
    listed.write_text("\n".join(rows), "utf-8-sig")
    base, items, _ = find_items(listed)
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
    with pytest.raises(BulkError, match="holds no recordings: give a folder of sound files, or"):
        find_items(tmp_path)


def test_a_folder_without_recordings_says_which_endings_it_has(tmp_path):
    for name in ("a.TXT", "sub/b.txt", "x.mat", "README", ".hidden.doc"):
        touch(tmp_path / name)
    sentence = r"holds no recordings among its 4 files \(2 \.txt, 1 without, 1 \.mat\): give a f"
    with pytest.raises(BulkError, match=sentence):
        find_items(tmp_path)


def test_what_is_passed_over_is_counted_and_named_but_for_what_a_run_writes(tmp_path):
    for name in ("a.wav", "notes.txt", "b/cover.jpg", "b/x.txt", "README", ".hidden"):
        touch(tmp_path / name)
    for name in ("out/neutral##a.mat", "manifest.jsonl", "out/manifest.settings.json"):
        touch(tmp_path / name)
    others = find_items(tmp_path).others
    assert others == ["README", "b/cover.jpg", "b/x.txt", "notes.txt"]
    assert describe_passed_over(others) == (
        "Passed over 4 files whose endings are not a recording's: 2 .txt, 1 without, 1 .jpg "
        "('README', 'b/cover.jpg', 'b/x.txt' …)."
    )
    assert describe_passed_over(["a.pdf"]) == (
        "Passed over 1 file whose ending is not a recording's: 1 .pdf ('a.pdf')."
    )
    many = [f"x.{n}" for n in range(9)]
    assert count_endings(many) == "1 .0, 1 .1, 1 .2, 1 .3, 1 .4, 1 .5, 3 with others"


def link(path, target):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def test_linked_folders_are_followed_once_and_no_recording_counts_twice(tmp_path):
    folder, outside = tmp_path / "in", tmp_path / "outside"
    for path in (folder / "b" / "x.wav", outside / "y.wav", outside / "deep" / "z.wav"):
        touch(path)
    link(folder / "a", folder / "b")  # comes first by its name, but is not the folder itself
    link(folder / "b" / "up", folder)
    link(outside / "back", tmp_path)  # and so on to where everything has been
    link(folder / "c", outside)
    link(folder / "d", outside / "deep")
    link(folder / "one.wav", folder / "b" / "x.wav")
    assert names(folder) == ["b/x.wav", "c/deep/z.wav", "c/y.wav"]


def test_linked_files_count_once_by_what_they_lead_to(tmp_path):
    folder, outside = tmp_path / "in", tmp_path / "outside"
    blob = touch(folder / "blob")
    link(folder / "named.wav", blob)  # its own ending counts
    for name in ("second.wav", "first.wav"):
        link(folder / name, touch(outside / "x"))
    link(folder / "gone.wav", outside / "gone")  # the run says that it is not there
    found = find_items(folder)
    assert [item.name for item in found.items] == ["first.wav", "gone.wav", "named.wav"]
    assert found.others == ["blob"]


def test_web_addresses_have_to_be_downloaded_first(tmp_path):
    with pytest.raises(BulkError, match=r"^'https://host\.org/a' is a web address: download the r"):
        find_items("https://host.org/a")
    listed = tmp_path / "list.txt"
    listed.write_text("https://host.org/a.wav")
    (item,) = find_items(listed).items
    with pytest.raises(AudioError, match=r"^'https://host\.org/a\.wav' is a web address: download"):
        load_audio(item.path)


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
