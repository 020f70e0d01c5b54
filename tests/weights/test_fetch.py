"""Fetching the official weights from a stand-in for the Hub: transfers, resuming, failures."""

import resource
from contextlib import contextmanager
from threading import Event

import huggingface_hub
import pytest
import safetensors
import safetensors.torch
import torch
from hub_server import NOT_RUN, RESOLVE, STORE, Hub, released_file, serving, small_file
from huggingface_hub import constants

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.errors import WeightsError
from sadcoeff.weights import fetch
from sadcoeff.weights import hub as hub_module
from sadcoeff.weights import ranges as transfer
from sadcoeff.weights.catalogue import CONFIGS, excerpt_path, list_weights
from sadcoeff.weights.excerpt import is_whole
from sadcoeff.weights.fetch import fetch_official

SLOWEST = hub_module.READ_SECONDS + transfer.PATIENCE_SECONDS + 1  # a silence after a late try
PATIENCE = 600.0  # seconds, for a slow machine


@pytest.fixture(autouse=True, scope="module")
def _loopback(tmp_path_factory):
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


def run_tensors(content):
    """The tensors that the networks run."""
    tensors = safetensors.torch.load(content)
    return {k: v for k, v in tensors.items() if k not in NOT_RUN}


def bytes_needed(content):
    """The header's and the run tensors'."""
    data = sum(v.numel() * v.element_size() for v in run_tensors(content).values())
    return 8 + int.from_bytes(content[:8], "little") + data


def failing(folder, file):
    """The one sentence that the fetch fails with; no weights are left behind."""
    with pytest.raises(WeightsError) as caught:
        fetch_official(None, folder, file)
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert len(text) < 300
    assert list_weights(folder) == []
    return text


def left_in(folder):
    return [p.name for p in folder.iterdir() if not p.name.endswith(".lock")]


class Cancelled(Exception):
    pass


def cancel_half_way(done, size):
    if done > size / 2:
        raise Cancelled


def test_only_the_tensors_that_run_are_transferred(released):
    _, sent = released
    assert sent == bytes_needed(released_file()) < len(released_file()) - 8_000_000 + 100_000


def test_the_excerpt_holds_the_tensors_bit_for_bit(released):
    path, _ = released
    wanted, got = run_tensors(released_file()), safetensors.torch.load_file(path)
    assert got.keys() == wanted.keys()
    assert all(torch.equal(got[k], wanted[k]) for k in got)


def test_the_excerpt_loads_like_the_whole_file(released, tmp_path):
    whole = tmp_path / "whole.safetensors"
    whole.write_bytes(released_file())
    models = [Audio2Coeff({**CONFIGS, "checkpoint": p}, "cpu") for p in (whole, released[0])]
    for part in ("audio2pose_model", "audio2exp_model"):
        wanted, got = (getattr(m, part).state_dict() for m in models)
        assert all(torch.equal(wanted[k], got[k]) for k in wanted)


def test_a_file_that_does_not_fit_the_networks_is_not_kept(folder):
    with serving(Hub(small_file())) as hub:
        assert "damaged on the way" in failing(folder, hub.file())
    assert left_in(folder) == []


def test_the_excerpt_is_alone_in_its_folder_and_says_where_it_is_from(hub, folder):
    path = fetch_official(None, folder, hub.file())
    assert left_in(folder) == [path.name]
    with safetensors.safe_open(path, framework="pt") as file:
        assert file.metadata()["origin_sha256"] == hub.file().sha256


def test_ranges_that_touch_are_one_request(hub, folder):
    fetch_official(None, folder, hub.file())
    resolved = [span for path, span in hub.asked if path == RESOLVE]
    assert len(resolved) == 4  # length, header, and what lies around netD_motion


def test_progress_counts_the_bytes(hub, folder):
    told = []
    fetch_official(lambda *now: told.append(now), folder, hub.file())
    assert told[0] == (0, 2_000_000)
    assert told[-1] == (2_000_000, 2_000_000)
    assert told == sorted(told)


def test_a_cancelled_fetch_resumes(hub, folder):
    with pytest.raises(Cancelled):
        fetch_official(cancel_half_way, folder, hub.file())
    assert list_weights(folder) == []
    hub.asked, told = [], []
    path = fetch_official(lambda *now: told.append(now), folder, hub.file())
    kept, _ = told[0]
    assert kept > 1_000_000
    assert hub.asked_bytes() == bytes_needed(hub.content) - kept
    assert safetensors.torch.load_file(path).keys() == run_tensors(hub.content).keys()
    assert left_in(folder) == [path.name]


def test_a_cut_connection_resumes(hub, folder):
    hub.cuts = [200_000, 300_000, 100_000]
    assert is_whole(fetch_official(None, folder, hub.file()))
    assert hub.sent < bytes_needed(hub.content) + 3 * 65536  # what the last piece had come to


def test_a_busy_hub_is_asked_again(hub, folder):
    hub.statuses = [503, 502]
    assert is_whole(fetch_official(None, folder, hub.file()))


def test_a_part_of_another_file_is_replaced(hub, folder):
    part = excerpt_path(folder, hub.file())
    part.parent.mkdir()
    part.with_name(f"{part.name}.part").write_bytes(bytes(5_000_000))
    assert is_whole(fetch_official(None, folder, hub.file()))


def test_good_weights_are_not_fetched_again_and_damaged_ones_are(hub, folder):
    path = fetch_official(None, folder, hub.file())
    hub.asked.clear()
    assert fetch_official(None, folder, hub.file()) == path
    assert hub.asked == []
    with path.open("r+b") as file:
        file.seek(-1000, 2)
        file.write(b"damage")
    assert not is_whole(path)
    assert is_whole(fetch_official(None, folder, hub.file()))


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
