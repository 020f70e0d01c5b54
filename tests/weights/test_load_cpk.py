"""`load_cpk`: epoch, model and optimizer out of a `.pth` file, or nothing changed."""

import pytest
import torch

from sadcoeff import load_cpk
from sadcoeff.errors import WeightsError
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.config import ExpConfig


def trained(lr=0.01, groups=1):
    """A layer and its Adam after one step, so that it has moments."""
    layer = torch.nn.Linear(3, 2)
    parameters = [{"params": [p]} for p in layer.parameters()]
    optimizer = torch.optim.Adam(parameters if groups == 2 else layer.parameters(), lr=lr)
    layer(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    return layer, optimizer


def snapshot(layer, optimizer):
    return [
        *(v.clone() for v in layer.state_dict().values()),
        *(s["exp_avg"].clone() for s in optimizer.state_dict()["state"].values()),
        torch.tensor(optimizer.param_groups[0]["lr"]),
    ]


@pytest.fixture
def file(tmp_path):
    layer, optimizer = trained(lr=0.25)
    path = tmp_path / "layer.pth"
    content = {"model": layer.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 140}
    torch.save(content, path)
    return path, layer, optimizer


@pytest.fixture
def save(tmp_path):
    def write(content):
        torch.save(content, tmp_path / "bad.pth")
        return tmp_path / "bad.pth"

    return write


def test_it_returns_the_epoch(file, golden_pth):
    assert load_cpk(file[0]) == 140
    assert load_cpk(golden_pth["audio2exp_checkpoint"]) == 1


def test_it_restores_a_model(file, golden_pth, golden_state):
    layer, _ = trained()
    load_cpk(file[0], model=layer)
    assert torch.equal(layer.weight, file[1].weight)
    net = Audio2Exp(ExpConfig(expression=64))
    assert load_cpk(str(golden_pth["audio2exp_checkpoint"]), net) == 1
    assert torch.equal(net.mapping1.bias, golden_state["audio2exp.mapping1.bias"])


def test_it_restores_an_optimizer(file):
    layer, optimizer = trained()
    optimizer.state[layer.weight]["exp_avg"].zero_()
    load_cpk(file[0], optimizer=optimizer, device=torch.device("cpu"))
    assert optimizer.param_groups[0]["lr"] == 0.25
    moments = optimizer.state[layer.weight]["exp_avg"]
    assert torch.equal(moments, file[2].state[file[1].weight]["exp_avg"])
    assert moments.abs().sum() > 0


def test_it_restores_both(file):
    layer, optimizer = trained()
    load_cpk(file[0], layer, optimizer, "cpu")
    wanted, got = snapshot(*file[1:]), snapshot(layer, optimizer)
    assert all(torch.equal(a, b) for a, b in zip(wanted, got, strict=True))


def test_an_optimizer_that_does_not_fit_leaves_model_and_optimizer_unchanged(save):
    layer, optimizer = trained(groups=2)
    other, one_group = trained()
    path = save({"model": other.state_dict(), "optimizer": one_group.state_dict(), "epoch": 1})
    before = snapshot(layer, optimizer)
    with pytest.raises(WeightsError, match=r"optimizer in '.*bad.pth' does not fit"):
        load_cpk(path, layer, optimizer)
    after = snapshot(layer, optimizer)
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_a_model_that_does_not_fit_leaves_model_and_optimizer_unchanged(save):
    layer, optimizer = trained()
    other, its_optimizer = trained(lr=0.5)
    state = {**other.state_dict(), "scale": torch.ones(1)}
    path = save({"model": state, "optimizer": its_optimizer.state_dict(), "epoch": 1})
    before = snapshot(layer, optimizer)
    with pytest.raises(WeightsError, match="unknown scale"):
        load_cpk(path, layer, optimizer)
    after = snapshot(layer, optimizer)
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ({"model": {}, "optimizer": {}}, "epoch"),
        ({"epoch": "three", "model": {}, "optimizer": {}}, "epoch"),
        ({"epoch": 1, "optimizer": {}}, "model"),
        ({"epoch": 1, "model": [1], "optimizer": {}}, "model"),
        ({"epoch": 1, "model": {"weight": torch.ones(2, 3), "bias": torch.ones(2)}}, "optimizer"),
    ],
)
def test_a_missing_entry_is_named(save, content, missing):
    layer, optimizer = trained()
    before = snapshot(layer, optimizer)
    with pytest.raises(WeightsError, match=rf"bad.pth' has no usable '{missing}'"):
        load_cpk(save(content), layer, optimizer)
    assert torch.equal(layer.weight, before[0])


@pytest.mark.parametrize("content", [[1, 2], torch.ones(3), 7])
def test_a_file_without_a_dictionary_is_named(save, content):
    with pytest.raises(WeightsError, match=r"bad.pth' is not a SadTalker checkpoint"):
        load_cpk(save(content))


@pytest.mark.parametrize("state", [{}, {"state": {}, "param_groups": 3}, {"param_groups": []}])
def test_an_optimizer_state_of_another_layout_is_refused(save, state):
    layer, optimizer = trained()
    path = save({"epoch": 1, "model": layer.state_dict(), "optimizer": state})
    with pytest.raises(WeightsError, match="does not fit"):
        load_cpk(path, optimizer=optimizer)


def test_a_model_with_keys_that_are_not_text_is_refused(save):
    layer, _ = trained()
    path = save({"epoch": 1, "model": {3: torch.ones(1)}, "optimizer": {}})
    with pytest.raises(WeightsError, match="unknown 3"):
        load_cpk(path, layer)
