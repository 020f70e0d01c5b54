"""A real server with the real page, and a real browser."""

import os
from functools import partial
from threading import Event

import numpy as np
import pytest
import scipy.io
import soundfile
from browsing import Browsing, Visits
from playwright.sync_api import expect
from previews import SOUND, STATE, open_previews, square_face, state
from visitor import (
    ENGLISH_FRAMES,
    PATIENCE,
    choose_example,
    figures,
    message,
    run,
    start_over,
)

from sadcoeff.ui.handlers import models
from sadcoeff.ui.server.launch import launch
from sadcoeff.ui.settings import Settings

expect.set_options(timeout=PATIENCE)

MAX_SECONDS = 200
PLACES = 1  # for live sessions


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The page's address.  Uploads go to a folder of the test's own."""
    os.environ["GRADIO_TEMP_DIR"] = str(tmp_path_factory.mktemp("gradio"))
    page = launch(Settings(MAX_SECONDS, 50, live=PLACES), prevent_thread_lock=True, quiet=True)
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
def browsing(chromium):
    with Browsing(chromium) as browsing:
        yield browsing


@pytest.fixture(scope="session")
def visits(chromium):
    with Browsing(chromium) as browsing:
        yield Visits(browsing)


@pytest.fixture
def open_page(request, visits, server):
    """Loads the page anew."""
    yield partial(visits.open, request.session.testsfailed, server)
    visits.check()


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def visit(request, visits, server):
    """A page without a recording, as tests before have left it: they set nothing else in it."""
    page = visits.enter(request.session.testsfailed, server)
    start_over(page)
    yield page
    visits.check()


@pytest.fixture
def shown(visit):
    """A page that shows a run on the English example."""
    choose_example(visit, "English")
    run(visit)
    figures(visit)
    expect(message(visit)).to_contain_text(ENGLISH_FRAMES)
    return visit


@pytest.fixture
def nod(tmp_path):
    """A reference pose of 100 frames."""
    ref = np.zeros((100, 70))
    ref[:, 64] = np.linspace(0, 0.2, 100)
    scipy.io.savemat(tmp_path / "nod.mat", {"coeff_3dmm": ref})
    return tmp_path / "nod.mat"


@pytest.fixture(scope="session")
def previews(tmp_path_factory, server):  # noqa: ARG001, which says where Gradio keeps files
    odd = tmp_path_factory.mktemp("sound") / "odd.aiff"  # a kind that browsers do not play
    samples, rate = soundfile.read(SOUND)
    soundfile.write(odd, samples, rate)
    long = odd.with_name("long.wav")
    soundfile.write(long, np.random.default_rng(3).normal(0, 0.05, 60 * 8000), 8000)
    page = open_previews(str(odd), str(long), square_face())
    yield page.local_url
    page.close()


@pytest.fixture
def play(request, visits, previews):
    """Plays recordings in the small page, one after another."""
    options = {"width": 390, "ready": "neutral"}
    page = visits.enter(request.session.testsfailed, previews, **options)

    def played(name, motion="reduce"):
        page.emulate_media(reduced_motion=motion)
        before = (state(page) or {}).get("run", 0)
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_function(f"({STATE})?.run > {before}")
        return page

    yield played
    visits.check()
