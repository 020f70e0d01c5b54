from pathlib import Path

import pytest
import torch
from golden_weights import PREFIXES, build_weights, without_prefix
from hypothesis import settings
from safetensors.torch import save_file
from samples import write_speech

from sadcoeff import Audio2Coeff
from sadcoeff.weights.catalogue import CONFIGS

torch.set_num_threads(1)  # small networks: on busy cores more threads wait for each other
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

HERE = Path(__file__).parent
# Folders whose tests share a server, a browser or a cluster; the longest first.
TOGETHER = ("ui/browser", "ui/server", "bulk", "dist")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Put a test into its group, which one of several workers runs."""
    item.add_marker(pytest.mark.xdist_group(_group(item)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: _place(_group(item)))


def _group(item: pytest.Item) -> str:
    """The folder of a test if that must stay together, else its file."""
    name = item.path.relative_to(HERE).as_posix()
    return next((folder for folder in TOGETHER if name.startswith(f"{folder}/")), name)


def _place(group: str) -> int:
    return TOGETHER.index(group) if group in TOGETHER else len(TOGETHER)


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
