"""Recordings whose names are meant to do harm: they are shown as text, and run."""

import shutil

import pytest
from playwright.sync_api import expect
from visitor import PATIENCE, SPANISH, figures, run, upload

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
    shown = page.locator("#download")
    expect(shown).to_contain_text("neutral##", timeout=PATIENCE)
    assert page.locator("#download img").count() == 0
    assert alarms == []
