"""Recordings whose names are meant to do harm: they are shown as text, and run."""

import shutil

import pytest
from visitor import SPANISH, download, figures, run, upload

NAMES = [
    "${alert(1)}",
    "<img src=x onerror=alert(1)>",
    "\"quotes\" and 'more'",
    "speech 🗣️ naïve",
    "long" * 50,
]


@pytest.mark.parametrize("name", NAMES, ids=["template", "tag", "quotes", "emoji", "200"])
def test_a_hostile_name_is_only_text(open_page, tmp_path, name):
    path = shutil.copy(SPANISH, tmp_path / f"{name}.flac")
    page = open_page()
    alarms = []
    page.on("dialog", lambda dialog: alarms.append(dialog.message) or dialog.dismiss())
    upload(page, path)
    run(page)
    figures(page)
    saved = download(page, tmp_path)
    assert saved.name.startswith("neutral##")
    assert alarms == []
