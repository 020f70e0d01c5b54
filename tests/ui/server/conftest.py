"""A real server in a process of its own, small enough to be filled, without a way out."""

import shutil
from contextlib import contextmanager

import httpx
import pytest
from hosting import leave_behind
from playwright.sync_api import sync_playwright

from tools.crowding.crowd import NAME, recording
from tools.crowding.offline import SENTENCE
from tools.crowding.server import serving
from tools.crowding.visitor import Visitor, values_of_run

QUEUE_SIZE = 8
MAX_SECONDS = 200
MAX_UPLOAD_MB = 8
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LONG = 180.0  # seconds of sound: a run of some seconds at least


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serving")
    leave_behind(folder / "uploads" / "of a killed server" / "speech.wav")
    limits = {"max_seconds": MAX_SECONDS, "max_upload_mb": MAX_UPLOAD_MB, "queue_size": QUEUE_SIZE}
    with serving(folder, **limits) as running:
        yield running
        assert running.lines(SENTENCE) == []
        assert running.lines("Traceback") == []
    assert not running.uploads.exists()


@pytest.fixture(scope="session")
def http(server):
    with httpx.Client(base_url=server.address, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def visitor(server):
    with Visitor(server.address) as visitor:
        yield visitor


@pytest.fixture
def long_run(server):
    """A long run until the block ends: its visitor, its event and what the server tells."""

    @contextmanager
    def started():
        with Visitor(server.address) as visitor:
            event = visitor.ask("generate", values_of_run(visitor.upload(NAME, recording(LONG))))
            messages = visitor.messages()
            while "Moving the face: frame" not in str(next(messages)):
                pass
            yield visitor, event, messages
            messages.close()

    return started


@pytest.fixture
def short_run(server):
    """The coefficients of a run that takes a moment."""

    def answered(frames=12):
        with Visitor(server.address) as visitor:
            audio = visitor.upload(NAME, recording(frames / 25))
            return visitor.coeffs(visitor.ask("generate", values_of_run(audio)))

    return answered


@pytest.fixture(scope="session")
def chromium():
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
