"""On a Space that lends GPUs, with a stand-in for the `spaces` package that exists only there."""

import importlib
import sys
from types import SimpleNamespace
from typing import NamedTuple

import gradio as gr
import pytest

from sadcoeff.ui.handlers import models, zero_gpu


@pytest.fixture
def space(monkeypatch):
    """Makes this process look like a ZeroGPU Space whose GPU calls go through `how`."""

    def made(how):
        monkeypatch.setenv("SPACES_ZERO_GPU", "1")
        monkeypatch.setitem(sys.modules, "spaces", SimpleNamespace(GPU=lambda **_: how))
        for module in (zero_gpu, models):
            importlib.reload(module)

    yield made
    monkeypatch.undo()
    for module in (zero_gpu, models):
        importlib.reload(module)


class Ran(NamedTuple):
    device: str
    batch: str
    without_progress: bool
    options: dict


class Model:
    """Says where it is and with what it was called."""

    def __init__(self, device):
        self.device = device

    def take(self, batch, progress=None, **options):
        return Ran(self.device, batch, progress is None, options)


def run(monkeypatch):
    monkeypatch.setattr(models, "get", lambda _, device: Model(device))
    return models.run("take", "demo", "cuda:0", "batch", print, seed=1)


def test_networks_run_on_the_lent_gpu_without_a_callback(space, monkeypatch):
    calls = []
    space(lambda function: lambda *a, **k: calls.append(a[0]) or function(*a, **k))
    assert run(monkeypatch) == (("cuda:0", "batch", True, {"seed": 1}), "cuda:0")
    assert calls == ["take"]


def test_without_a_free_gpu_the_cpu_takes_over_and_says_so(space, monkeypatch):
    def refuse(*_, **__):
        raise gr.Error("You have exceeded your GPU quota")

    space(lambda _: refuse)
    (device, *_), where = run(monkeypatch)
    assert device == "cpu"
    assert where == "cpu (no GPU was free)"


def test_elsewhere_nothing_is_lent(monkeypatch):
    (device, _, without_progress, _), where = run(monkeypatch)
    assert (device, where, without_progress) == ("cuda:0", "cuda:0", False)
