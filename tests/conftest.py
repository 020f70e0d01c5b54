from pathlib import Path
from typing import Any

import pytest
import torch
from golden_weights import PREFIXES, build_weights, without_prefix
from hypothesis import settings
from safetensors.torch import save_file
from samples import write_speech
from xdist.scheduler import LoadScopeScheduling

from sadcoeff import Audio2Coeff
from sadcoeff.weights.catalogue import CONFIGS

torch.set_num_threads(1)  # small networks: on busy cores more threads wait for each other
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

# Folders whose tests share a server, a browser or a cluster; the longest first.
TOGETHER = ("tests/ui/browser/", "tests/ui/server/", "tests/bulk/", "tests/dist/")


class RoomScheduling(LoadScopeScheduling):
    """Has each folder of TOGETHER run by one worker, and each other file by one as well."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> RoomScheduling:
    """Hand out tests by room; xdist's own groups come to nothing under pytest 9.2."""
    return RoomScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    places = {group: place for place, group in enumerate(TOGETHER)}
    items.sort(key=lambda item: places.get(_group(item.nodeid), len(places)))


def _group(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(folder)), file)


@pytest.fixture(scope="session")
def golden_state():
    """All 512 golden weights by their prefixed keys: copy before changing."""
    return build_weights()


@pytest.fixture(scope="session")
def golden_weights(golden_state, tmp_path_factory) -> Path:
    """The golden weights as one safetensors file."""
    path = tmp_path_factory.mktemp("weights") / "golden.safetensors"
    save_file(golden_state, path)
    return path


@pytest.fixture(scope="session")
def golden_pth(golden_state, tmp_path_factory) -> dict[str, str]:
    """The golden weights as a `.pth` pair: the two entries of a sadtalker_path."""
    folder = tmp_path_factory.mktemp("pth")
    paths = {}
    for epoch, prefix in enumerate(PREFIXES):
        name = prefix.removesuffix(".")
        paths[f"{name}_checkpoint"] = str(folder / f"{name}.pth")
        state = without_prefix(golden_state, prefix)
        torch.save({"model": state, "optimizer": {}, "epoch": epoch}, folder / f"{name}.pth")
    return paths


@pytest.fixture(scope="session")
def model(golden_weights) -> Audio2Coeff:
    return Audio2Coeff({**CONFIGS, "checkpoint": golden_weights}, "cpu")


@pytest.fixture
def one_second(tmp_path) -> Path:
    """25 frames of speech."""
    return write_speech(tmp_path / "one_second.wav", 25)
