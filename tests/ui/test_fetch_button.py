"""The page's button that downloads the official weights, against a stand-in of the Hub."""

from functools import partial

import gradio as gr
import huggingface_hub
import pytest
from hub_server import Hub, serving, small_file
from huggingface_hub import constants

from sadcoeff.ui.handlers import fetch as official
from sadcoeff.weights import fetch
from sadcoeff.weights import ranges as transfer
from sadcoeff.weights.catalogue import list_weights
from sadcoeff.weights.fetch import fetch_official


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "no-cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(transfer, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(fetch, "load_networks", lambda *_: "")
    huggingface_hub.close_session()
    return tmp_path / "checkpoints"


def press(monkeypatch, folder, hub):
    """The status lines that a visitor sees."""
    monkeypatch.setattr(
        official, "fetch_official", partial(fetch_official, folder=folder, file=hub.file())
    )
    return (values["line"] for values in official.fetch_weights())


def test_progress_is_shown_and_the_weights_are_there(folder, monkeypatch):
    with serving(Hub(small_file())) as hub:
        lines = list(press(monkeypatch, folder, hub))
    assert lines[0]["message"] == "Contacting the Hub for the official weights"
    shares = [line["progress"] for line in lines[:-1]]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert lines[-1] == {"message": official.DONE, "progress": None}
    assert [w.name for w in list_weights(folder)] == ["official"]


def test_a_failure_is_one_sentence_and_leaves_no_weights(folder, monkeypatch):
    with serving(Hub(small_file())) as hub:
        pass  # gone before it is asked
    with pytest.raises(gr.Error, match="could not be fetched"):
        list(press(monkeypatch, folder, hub))
    assert list_weights(folder) == []
