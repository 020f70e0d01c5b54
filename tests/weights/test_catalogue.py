"""Which weights are found, by which name, and whether their checksums are right."""

import hashlib

import pytest
from huggingface_hub import constants

from sadcoeff import default_weights, find_weights, list_weights
from sadcoeff.errors import WeightsError
from sadcoeff.weights import catalogue, hub
from sadcoeff.weights.catalogue import check_file

WHOLE = hub.OFFICIAL.name
EXCERPT = "SadTalker_V0.0.2_256.audio2coeff.safetensors"
PAIR = ("auido2pose_00140-model.pth", "auido2exp_00300-model.pth")
CONTENT = b"the official file"


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    """An empty Hub cache, and CONTENT as the official file."""
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    file = hub.HubFile(hub.OFFICIAL.repo, WHOLE, len(CONTENT), sha256)
    monkeypatch.setattr(hub, "OFFICIAL", file)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "checkpoints").mkdir()
    return tmp_path / "checkpoints"


def preload(cache, content=CONTENT):
    """Lay the file where the Hub's client keeps it."""
    repo = cache / "models--vinthony--SadTalker-V002rc"
    snapshot, blob = repo / "snapshots" / ("0" * 40) / WHOLE, repo / "blobs" / "x"
    for path in (snapshot, blob):
        path.parent.mkdir(parents=True)
    blob.write_bytes(content)
    snapshot.symlink_to(blob)
    return snapshot


def place(folder, *names):
    for name in names:
        (folder / name).write_bytes(CONTENT)


def names(folder):
    return [w.name for w in list_weights(folder)]


def test_weights_in_the_folder_are_listed_demo_first(folder):
    place(folder, *PAIR, WHOLE, "demo.safetensors", "other.safetensors")
    assert names(folder) == ["demo", "official", "official-pth"]


def test_half_a_pair_and_a_part_are_not_listed(folder):
    place(folder, PAIR[0], f"{EXCERPT}.part", f"{WHOLE}.part")
    assert names(folder) == []


def test_the_excerpt_is_preferred_to_the_whole_file(folder):
    place(folder, WHOLE, EXCERPT)
    assert names(folder) == ["official"]
    assert find_weights("official", folder)["checkpoint"] == str(folder / EXCERPT)


def test_weights_in_the_hubs_cache_are_found(folder, cache):
    path = preload(cache)
    assert names(folder) == ["official"]
    assert find_weights("official", folder)["checkpoint"] == str(path)


def test_a_file_of_another_size_in_the_hubs_cache_is_ignored(folder, cache):
    preload(cache, CONTENT[:-1])
    assert names(folder) == []


def test_the_official_weights_are_the_default_on_a_space_that_has_them(cache, monkeypatch):
    monkeypatch.setattr(catalogue, "is_file", lambda _: False)  # nothing in checkpoints/
    monkeypatch.setenv("SPACE_ID", "someone/space")
    assert default_weights() == "demo"
    preload(cache)
    assert default_weights() == "official"
    monkeypatch.delenv("SPACE_ID")
    assert default_weights() == "demo"


def test_a_folder_by_path_gives_its_official_files(folder):
    place(folder, "demo.safetensors", *PAIR)
    found = find_weights(folder)
    assert found["audio2exp_checkpoint"] == str(folder / PAIR[1])


def test_a_name_is_preferred_to_a_folder_of_that_name(folder, monkeypatch, tmp_path):
    place(folder, "demo.safetensors")
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_weights("demo", folder)["checkpoint"] == str(folder / "demo.safetensors")


def test_missing_official_weights_say_how_to_get_them(folder):
    with pytest.raises(WeightsError, match="weights fetch official"):
        find_weights("official", folder)


def test_an_unknown_name_lists_the_known_ones(folder):
    place(folder, "demo.safetensors")
    with pytest.raises(WeightsError, match=r"'nonsense'.*\(demo\)\.$"):
        find_weights("nonsense", folder)


def test_checksum_states(folder):
    place(folder, "demo.safetensors", WHOLE, EXCERPT, *PAIR, "other.safetensors")
    states = {p.name: check_file(p) for p in folder.iterdir()}
    assert states == {
        "demo.safetensors": "embedded",
        WHOLE: "ok",
        EXCERPT: "WRONG",
        PAIR[0]: "WRONG",
        PAIR[1]: "WRONG",
        "other.safetensors": "not checked",
    }
