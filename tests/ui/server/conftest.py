"""A real server in a process of its own, small enough to be filled, without a way out."""

from contextlib import contextmanager

import httpx
import pytest
from hosting import leave_behind

from tools.crowding.crowd import NAME, recording
from tools.crowding.offline import SENTENCE
from tools.crowding.server import serving
from tools.crowding.visitor import Visitor, values_of_run

QUEUE_SIZE = 8
MAX_SECONDS = 200
MAX_UPLOAD_MB = 8
HELD_FRAMES = 50  # of a run that lasts until its test lets it end


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
    with httpx.Client(base_url=server.address, timeout=600, trust_env=False) as client:
        yield client


@pytest.fixture
def visitor(server):
    with Visitor(server.address) as visitor:
        yield visitor


@pytest.fixture
def long_run(server):
    """A run that goes on until the block ends: its visitor, its event and what the server tells."""

    @contextmanager
    def started():
        with Visitor(server.address) as visitor, server.hold(HELD_FRAMES):
            audio = visitor.upload(NAME, recording(HELD_FRAMES / 25))
            event = visitor.ask("generate", values_of_run(audio))
            messages = visitor.messages()
            while f"frame {HELD_FRAMES} of {HELD_FRAMES}" not in str(next(messages)):
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
