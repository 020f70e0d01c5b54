"""A real server with the real page, and a real browser."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright
from visitor import PATIENCE

import app
from sadcoeff.ui.settings import Settings

expect.set_options(timeout=PATIENCE)

MAX_SECONDS = 200
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
# How Gradio answers a request that a validator refuses; Chromium notes it in the console.
REFUSED = "status of 422"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The page's address.  Uploads go to a folder of the test's own."""
    os.environ["GRADIO_TEMP_DIR"] = str(tmp_path_factory.mktemp("gradio"))
    page = app.launch(Settings(MAX_SECONDS, 50), prevent_thread_lock=True, quiet=True)
    yield page.local_url
    page.close()


@pytest.fixture(scope="session")
def chromium():
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, server):
    """Opens the page; afterwards no request may have left this machine, and no error shown."""
    troubles, contexts = [], []

    # The preview plays by itself only where motion is wanted: software drawing takes a processor.
    def opened(width=1280, theme="light", address=server, ready="Run", motion="reduce"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True, reduced_motion=motion
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: _is_trouble(m) and troubles.append(m.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: not _local(r.url, address) and troubles.append(r.url))
        page.goto(f"{address}?__theme={theme}")
        page.get_by_role("button", name=ready, exact=True).wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def _local(url, server):
    return url.startswith((server, "data:", "blob:"))


def _is_trouble(console):
    return console.type == "error" and REFUSED not in console.text
