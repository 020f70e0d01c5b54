"""Fetching the official weights from a stand-in for the Hub that fails in every way it can."""

import resource
from contextlib import contextmanager
from threading import Event

import pytest
from fetching import failing, left_in
from hub_server import RESOLVE, STORE, Hub, serving, small_file
from huggingface_hub import constants

from sadcoeff.weights import hub as hub_module
from sadcoeff.weights import ranges as transfer
from sadcoeff.weights.excerpt import is_whole
from sadcoeff.weights.fetch import fetch_official

SLOWEST = hub_module.READ_SECONDS + transfer.PATIENCE_SECONDS + 1  # a silence after a late try
pytestmark = pytest.mark.usefixtures("loopback")


@pytest.mark.parametrize(
    "fault",
    [{"ranges": False}, {"etag": "0123-45"}, {"etag": ""}, {"store_status": 403}],
    ids=["no ranges", "another kind of ETag", "no ETag", "ranges refused"],
)
def test_without_pinned_ranges_the_whole_file_is_fetched_and_checked(hub, folder, fault):
    wanted = fetch_official(None, folder / "ranged", hub.file()).read_bytes()
    for name, value in fault.items():
        setattr(hub, name, value)
    hub.sent, told = 0, []
    path = fetch_official(lambda *now: told.append(now), folder / "whole", hub.file())
    assert hub.sent >= len(hub.content)
    assert told[-1] == (len(hub.content), len(hub.content))
    assert path.read_bytes() == wanted


@pytest.mark.parametrize(
    ("cuts", "said"), [([], "wrong checksum"), ([3_000_000], "peer closed")], ids=["wrong", "cut"]
)
def test_a_whole_file_that_is_not_right_leaves_nothing(hub, folder, cuts, said):
    hub.etag, hub.cuts = "plain", cuts
    hub.content = hub.content[:-1] + bytes([hub.content[-1] ^ 1])
    assert said in failing(folder, hub.file())
    assert left_in(folder) == []


def test_another_file_by_the_same_name_is_refused(hub, folder):
    hub.etag = "f" * 64
    assert "not the pinned file" in failing(folder, hub.file())
    assert hub.sent <= 8
    assert left_in(folder) == []


def test_a_file_that_is_not_safetensors_is_refused(hub, folder):
    hub.content = b"<html>Log in first.</html>" * 1000
    assert "is not a safetensors file" in failing(folder, hub.file())


@pytest.mark.parametrize("status", [401, 403, 404, 416, 429, 500, 503])
def test_a_refusal_is_one_sentence(hub, folder, status):
    hub.statuses = [status] * 3
    assert f"error {status}" in failing(folder, hub.file())


def test_connections_without_a_byte_end_after_three_tries(hub, folder):
    hub.cuts = [0, 0, 0]
    assert "check the connection" in failing(folder, hub.file())
    assert [path for path, _ in hub.asked] == [RESOLVE, STORE] * transfer.TRIES


def test_a_redirect_loop_ends(hub, folder):
    hub.loops = True
    assert "redirects" in failing(folder, hub.file())


def test_a_silent_hub_times_out(hub, folder, monkeypatch):
    monkeypatch.setattr(hub_module, "READ_SECONDS", 0.1)
    hub.silent = Event()
    assert "timed out" in failing(folder, hub.file())
    hub.silent.set()


def test_no_connection_is_one_sentence(folder):
    with serving(Hub(small_file())) as hub:
        pass
    assert "check the connection" in failing(folder, hub.file())


def test_offline_mode_makes_no_request(hub, folder, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE" in failing(folder, hub.file())
    assert hub.asked == []


def test_waiting_ends_within_half_a_minute():
    """Eight addresses that swallow everything, or silence after a try just within patience."""
    lost = 8 * hub_module.CONNECT_SECONDS
    assert max(lost, SLOWEST) < 30


@contextmanager
def files_no_larger_than(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_sentence_and_the_next_run_resumes(hub, folder):
    with files_no_larger_than(1_000_000):
        assert "free some disk space" in failing(folder, hub.file())
    hub.asked = []
    assert is_whole(fetch_official(None, folder, hub.file()))
    assert hub.asked_bytes() < 1_200_000


def test_a_folder_that_cannot_be_made_is_one_sentence(hub, tmp_path):
    (tmp_path / "file").touch()
    assert "cannot be written" in failing(tmp_path / "file" / "checkpoints", hub.file())
    assert hub.asked == []


def test_two_runs_do_not_write_one_file(hub, folder):
    said = []

    def progress(done, size):
        if done == size:
            said.append(failing(folder, hub.file()))

    assert is_whole(fetch_official(progress, folder, hub.file()))
    assert "by another run" in said[0]


def test_the_token_goes_to_the_hub_and_to_no_other_host(hub, folder, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with serving(Hub(small_file())) as store:
        hub.store = store.endpoint + STORE
        fetch_official(None, folder, hub.file())
    assert set(hub.tokens) == {"Bearer hf_secret"}
    assert set(store.tokens) == {None}
