"""Fetching the official weights from a stand-in for the Hub: transfers and resuming."""

import pytest
import safetensors
import safetensors.torch
import torch
from fetching import Cancelled, bytes_needed, cancel_half_way, failing, left_in, run_tensors
from hub_server import RESOLVE, Hub, released_file, serving, small_file

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.weights.catalogue import CONFIGS, excerpt_path, list_weights
from sadcoeff.weights.excerpt import is_whole
from sadcoeff.weights.fetch import fetch_official

pytestmark = pytest.mark.usefixtures("loopback")


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
