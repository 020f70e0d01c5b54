"""A stand-in for the Hub, for tests of fetching."""

import huggingface_hub
import pytest
from hub_server import Hub, released_file, serving, small_file
from huggingface_hub import constants

from sadcoeff.weights import fetch
from sadcoeff.weights import hub as hub_module
from sadcoeff.weights import ranges as transfer
from sadcoeff.weights.fetch import fetch_official

PATIENCE = 600.0  # seconds, for a slow machine


@pytest.fixture(scope="module")
def loopback(tmp_path_factory):
    """No cache of the machine's own, no proxy, no waiting."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_CACHE", str(tmp_path_factory.mktemp("no-cache")))
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setattr(transfer, "PAUSE_SECONDS", 0.01)
        patch.setattr(transfer, "PATIENCE_SECONDS", PATIENCE)
        patch.setattr(hub_module, "READ_SECONDS", PATIENCE)
        huggingface_hub.close_session()
        yield


@pytest.fixture
def hub(monkeypatch):
    """A stand-in with a small file, which is taken to fit the networks."""
    monkeypatch.setattr(fetch, "load_networks", lambda *_: "")
    with serving(Hub(small_file())) as hub:
        yield hub


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "checkpoints"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The excerpt of a file like the released one, and the bytes that were sent for it."""
    folder = tmp_path_factory.mktemp("checkpoints")
    with serving(Hub(released_file())) as hub:
        return fetch_official(None, folder, hub.file()), hub.sent
