"""Recordings whose names are meant to do harm: they are shown as text, and run."""

import pytest
from playwright.sync_api import expect
from visitor import download, message, run, upload

NAMES = [
    "${alert(1)}",
    "<img src=x onerror=alert(1)>",
    "\"quotes\" and 'more'",
    "speech 🗣️ naïve",
    "long" * 50,
]


@pytest.mark.parametrize("name", NAMES, ids=["template", "tag", "quotes", "emoji", "200"])
def test_a_hostile_name_is_only_text(visit, one_second, tmp_path, name):
    path = one_second.rename(tmp_path / f"{name}.wav")
    alarms = []
    visit.once("dialog", lambda dialog: alarms.append(dialog.message) or dialog.dismiss())
    upload(visit, path)
    run(visit)
    expect(message(visit)).to_contain_text("25 frames")
    saved = download(visit, tmp_path)
    assert saved.name.startswith("neutral##")
    assert alarms == []
