"""A real server with the real page, and a real browser."""

import os
from threading import Event

import numpy as np
import pytest
import scipy.io
from playwright.sync_api import expect
from visitor import ENGLISH_FRAMES, PATIENCE, choose_example, figures, message, run

from sadcoeff.ui.handlers import models
from sadcoeff.ui.server.launch import launch
from sadcoeff.ui.settings import Settings

expect.set_options(timeout=PATIENCE)

MAX_SECONDS = 200
# Answers to what a validator or the upload's limit refuses, and files that Gradio's own player does
# not play; Chromium notes them in the console.
REFUSED = ("status of 422", "status of 413", "Waveform load error: MediaError")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The page's address.  Uploads go to a folder of the test's own."""
    os.environ["GRADIO_TEMP_DIR"] = str(tmp_path_factory.mktemp("gradio"))
    page = launch(Settings(MAX_SECONDS, 50), prevent_thread_lock=True, quiet=True)
    yield page.local_url
    page.close()


class Brake:
    """Holds every run after its first frames until it is let go; says whether one is held."""

    def __init__(self):
        self._released, self.runs = Event(), 0

    def release(self):
        self._released.set()

    def slow(self, run):
        def slowed(method, weights, device, batch, progress, **options):
            def held(done, of):
                progress(done, of)
                assert self._released.wait(PATIENCE / 1000)

            self.runs += 1
            return run(method, weights, device, batch, held, **options)

        return slowed


@pytest.fixture
def brake(monkeypatch):
    """Makes runs last until the test releases them."""
    brake = Brake()
    monkeypatch.setattr(models, "run", brake.slow(models.run))
    yield brake
    brake.release()


@pytest.fixture
def open_page(chromium, server):
    """Opens the page; afterwards no request may have left this machine, and no error shown."""
    troubles, contexts = [], []

    # The preview plays by itself only where motion is wanted: software drawing takes a processor.
    def opened(width=1280, theme="light", address=server, ready="Run", motion="reduce"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True, reduced_motion=motion
        )
        context.set_default_timeout(PATIENCE)
        context.route("**/gradio_api/upload_progress?*", _say_done)
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


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def shown(page):
    """A page that shows a run on the English example."""
    choose_example(page, "English")
    run(page)
    figures(page)
    expect(message(page)).to_contain_text(ENGLISH_FRAMES)
    return page


@pytest.fixture
def nod(tmp_path):
    """A reference pose of 100 frames."""
    ref = np.zeros((100, 70))
    ref[:, 64] = np.linspace(0, 0.2, 100)
    scipy.io.savemat(tmp_path / "nod.mat", {"coeff_3dmm": ref})
    return tmp_path / "nod.mat"


def _say_done(route):
    """Gradio gives a 404 where an upload begins over 3 s after its progress was asked for."""
    route.fulfill(content_type="text/event-stream", body='data: {"msg": "done"}\n\n')


def _local(url, server):
    return url.startswith((server, "data:", "blob:"))


def _is_trouble(console):
    return console.type == "error" and not any(status in console.text for status in REFUSED)
