"""One real browser for all tests that need one: two cannot be driven in one process."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
PATIENCE = 300_000  # ms for the browser to start


@pytest.fixture(scope="session")
def chromium():
    """The system's browser, else the one that `playwright install chromium` brings."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    where = {"executable_path": found} if found else {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=CHROMIUM_OPTIONS, timeout=PATIENCE, **where)
        yield browser
        browser.close()
