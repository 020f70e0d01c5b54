"""Work of fixed shapes that is captured in a CUDA graph, with a stand-in for the card.

The stand-in notes the operations on memory while a graph is captured, and replaying does them again
on the same memory, as a card does.
"""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from sadcoeff.networks.repeated import Captured, Repeated

ROWS = torch.arange(12.0).view(4, 3)


class Graph:
    """Of the operations on the CPU's memory."""

    def __init__(self):
        self.operations = []

    def replay(self):
        for function, given, named, made in self.operations:
            made.copy_(function(*given, **named))


class Notes(TorchDispatchMode):
    """Writes every operation into a graph."""

    def __init__(self, graph):
        super().__init__()
        self.graph = graph

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        made = func(*args, **(kwargs or {}))
        self.graph.operations.append((func, args, kwargs or {}, made))
        return made


@contextmanager
def note(graph, capture_error_mode):
    assert capture_error_mode == "thread_local"
    with Notes(graph):
        yield


@pytest.fixture
def calls():
    return []


@pytest.fixture
def captured(monkeypatch, calls):
    monkeypatch.setattr(torch.cuda, "CUDAGraph", Graph)
    monkeypatch.setattr(torch.cuda, "graph", note)
    monkeypatch.setattr(torch.cuda, "device", lambda _: nullcontext())

    def work(x, y):
        calls.append(1)
        return x @ y, (x * 2).relu()

    return Captured(work, [torch.zeros(4, 3), torch.zeros(3, 2)])


def check(found, x, y):
    for value, wanted in zip(found, (x @ y, (x * 2).relu()), strict=True):
        torch.testing.assert_close(value, wanted)


def test_a_graph_computes_with_the_arguments_of_every_call(captured, calls):
    for factor in (1, -3, 0.5):
        x, y = factor * ROWS, ROWS.view(3, 4)[:, :2] - factor
        check(captured.play(x, y), x, y)
    assert len(calls) == 2  # to set up and to capture


def test_results_outlive_the_next_call(captured):
    y = torch.ones(3, 2)
    kept = captured.play(ROWS, y)
    first = [output.clone() for output in kept]
    captured.play(-ROWS, 5 * y)
    for before, now in zip(first, kept, strict=True):
        torch.testing.assert_close(now, before)


def test_on_the_cpu_the_function_itself_runs():
    repeated = Repeated(lambda x: (x + 1,), torch.device("cpu"))
    assert torch.equal(repeated(ROWS)[0], ROWS + 1)


def test_threads_that_share_a_model_get_their_own_results(model):
    """As the page's visitors do: the networks' work for live sessions is one object."""
    windows = torch.randn(24, 3, 1, 80, 16, generator=torch.Generator().manual_seed(1))
    ref = torch.zeros(3, 64)
    alone = [model.networks.hear(w, ref)[0] for w in windows]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda w: model.networks.hear(w, ref)[0], windows))
    assert all(map(torch.equal, together, alone))


def test_a_copy_of_a_model_that_was_live_computes_with_its_own_weights(model):
    given = torch.zeros(3, 1, 80, 16), torch.zeros(3, 64)
    before, _ = model.networks.hear(*given)
    other = copy.deepcopy(model)
    other.audio2exp_model.mapping1.bias += 1
    torch.testing.assert_close(other.networks.hear(*given)[0], before + 1)
    torch.testing.assert_close(model.networks.hear(*given)[0], before)


def test_a_pickled_model_computes_the_same(model):
    """As Ray and process pools hand models over; it may have been live before."""
    given = torch.randn(3, 1, 80, 16), torch.zeros(3, 64)
    here = model.networks.hear(*given)
    there = pickle.loads(pickle.dumps(model)).networks.hear(*given)
    assert all(map(torch.equal, there, here))


def test_a_pickled_model_still_takes_other_weights(model):
    """Folded ones would stay behind."""
    windows = torch.randn(3, 1, 80, 16)
    trunk = pickle.loads(pickle.dumps(model)).audio2exp_model.audio_encoder
    before = trunk(windows)
    trunk.load_state_dict({k: 2 * v for k, v in trunk.state_dict().items()})
    assert not torch.allclose(trunk(windows), before)
