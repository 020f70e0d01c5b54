"""What visitors leave goes after an hour, whatever it is; the page's samples stay."""

import os
import time

import gradio as gr
import pytest

from sadcoeff.ui.server.sweeping import sweep
from sadcoeff.ui.settings import Settings
from sadcoeff.ui.storage import is_upload, main_folder, new_folder
from sadcoeff.ui.tabs.page import build_page


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    return main_folder()


def written(path, minutes_ago):
    """A file, and the folder that holds it, of some minutes ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    age(path, minutes_ago)
    age(path.parent, minutes_ago)
    return path


def age(path, minutes):
    then = time.time() - 60 * minutes
    os.utime(path, (then, then))


def test_what_is_older_than_an_hour_goes_and_the_rest_stays(folder):
    old = [written(folder / name, 61) for name in ("a/speech.wav", "tmp123", "run-x/n##s.mat")]
    new = [written(folder / name, 59) for name in ("b/speech.wav", "tmp456", "run-y/n##s.mat")]
    sweep(gr.Blocks(analytics_enabled=False), folder)
    assert [path.exists() for path in old] == [False] * 3
    assert [path.exists() for path in new] == [True] * 3


def test_folders_go_once_they_are_empty_and_old(folder):
    gone = written(folder / "a" / "speech.wav", 61).parent
    sweep(gr.Blocks(analytics_enabled=False), folder)
    age(gone, 61)
    (folder / "just made").mkdir()
    sweep(gr.Blocks(analytics_enabled=False), folder)
    assert not gone.exists()
    assert (folder / "just made").exists()


def test_the_examples_of_the_page_stay(folder):
    page = build_page(Settings(600, 200, 64, 1))
    examples = [path for path in folder.rglob("*.flac") if path.is_file()]
    assert sorted(path.name for path in examples) == ["english.flac", "spanish.flac"]
    for path in examples:
        age(path, 600)
        age(path.parent, 600)
    sweep(page, folder)
    assert all(path.exists() for path in examples)


def test_samples_stay_and_lists_forget_what_is_gone(folder):
    sample, old = (written(folder / name, 600) for name in ("s/sample.wav", "a/speech.wav"))
    with gr.Blocks(analytics_enabled=False) as page:
        audio = gr.Audio()
    audio.keep_in_cache.add(str(sample))
    page.temp_file_sets.append({str(sample), str(old)})
    sweep(page, folder)
    assert sample.exists()
    assert not old.exists()
    assert page.temp_file_sets[-1] == {str(sample)}


def test_a_folder_is_made_that_only_its_owner_may_read(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")
    made = main_folder()
    assert made.parent == tmp_path
    assert made.stat().st_mode & 0o777 == 0o700
    assert main_folder() == made
    assert new_folder().parent == made


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "..", "", "none", "a/../../x", "a\0b"])
def test_only_files_inside_count_as_uploads(folder, name):
    written(folder.parent / "x", 0)
    inside = written(folder / "a" / "speech.wav", 0)
    assert is_upload(str(inside), folder)
    assert not is_upload(os.path.join(folder, name), folder)
