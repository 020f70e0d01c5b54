"""A Ray that cannot be used is one sentence, at once, and writes nothing."""

import socket
import sys

import pytest

from sadcoeff.bulk import ray_cluster as cluster
from sadcoeff.cli.main import main


def refused(clips, tmp_path, capsys, *options):
    """What the command says."""
    out = tmp_path / "out"
    assert main(["batch", str(clips), "-o", str(out), "--engine", "ray", *options]) == 2
    assert not (out / "manifest.jsonl").exists()
    return capsys.readouterr().err.replace("\r", "\n").splitlines()[-1]


def test_ray_that_is_not_installed(clips, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    said = refused(clips, tmp_path, capsys)
    assert said == "sadcoeff: Ray is not installed: pip install 'sadcoeff[ray]'."


def test_an_address_where_nothing_listens(clips, tmp_path, capsys):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        said = refused(clips, tmp_path, capsys, "--ray-address", address)
    assert said.startswith(f"sadcoeff: No Ray cluster answers at '{address}' (")


@pytest.mark.parametrize("address", ["", "nonsense", "host:port", ":1", "ray://127.0.0.1"])
def test_what_is_no_address(clips, tmp_path, capsys, address):
    said = refused(clips, tmp_path, capsys, "--ray-address", address)
    assert said == f"sadcoeff: '{address}' is not a valid address of a Ray cluster: give HOST:PORT."


def test_an_address_where_something_else_listens(clips, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(cluster, "_STATUS_SECONDS", 3.0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        said = refused(clips, tmp_path, capsys, "--ray-address", address)
    assert said.startswith(
        f"sadcoeff: What answers at '{address}' is not a Ray cluster: give the port"
    )
