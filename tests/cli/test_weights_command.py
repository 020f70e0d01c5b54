"""`sadcoeff weights`: what is listed, and fetching the official weights."""

import os
import subprocess
import sys

import pytest
from hub_server import Hub, serving, small_file
from huggingface_hub import constants

from sadcoeff.cli.main import main
from sadcoeff.resources import CHECKPOINTS
from sadcoeff.weights import catalogue, fetch
from sadcoeff.weights import hub as hub_module

EXCERPT = "SadTalker_V0.0.2_256.audio2coeff.safetensors"
OUTSIDE = """
import pathlib, sys
from sadcoeff.weights import catalogue
from sadcoeff.cli.main import main
catalogue.CHECKPOINTS = pathlib.Path(sys.argv[1])
status = main(sys.argv[2:])
assert not {"gradio", "matplotlib"} & set(sys.modules)
sys.exit(status)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "CHECKPOINTS", tmp_path / "checkpoints")
    monkeypatch.setattr(catalogue, "DEMO_WEIGHTS", tmp_path / "checkpoints" / "demo.safetensors")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "checkpoints"


@pytest.fixture
def hub(monkeypatch):
    monkeypatch.setattr(fetch, "load_networks", lambda *_: "")
    with serving(Hub(small_file())) as hub:
        monkeypatch.setattr(hub_module, "OFFICIAL", hub.file())
        yield hub


def test_fetching_prints_the_path_and_listing_shows_it(folder, hub, capsys):
    assert main(["weights", "fetch", "official"]) == 0
    assert capsys.readouterr().out == f"{folder / EXCERPT}\n"
    hub.asked.clear()
    assert main(["weights"]) == 0
    (row,) = capsys.readouterr().out.splitlines()
    assert row.split() == ["official", "2.0", "MB", "ok", str(folder / EXCERPT)]
    assert main(["weights", "fetch", "official"]) == 0
    assert hub.asked == []


def test_listing_says_what_is_not_there(folder, hub, capsys):
    folder.mkdir()
    (folder / "demo.safetensors").write_bytes(b"x" * 1_500_000)
    assert main(["weights"]) == 0
    said = capsys.readouterr()
    assert said.out.split() == ["demo", "1.5", "MB", "embedded", str(folder / "demo.safetensors")]
    assert "weights fetch official" in said.err
    assert hub.asked == []


@pytest.mark.usefixtures("hub")
def test_a_damaged_file_is_named_and_sets_the_exit_status(folder, capsys):
    main(["weights", "fetch", "official"])
    with (folder / EXCERPT).open("ab") as file:
        file.write(b"x")
    assert main(["weights"]) == 2
    said = capsys.readouterr()
    assert "WRONG" in said.out
    assert EXCERPT in said.err.splitlines()[-1]


@pytest.mark.parametrize("arguments", [["fetch"], ["fetch", "demo"], ["bring", "official"]])
def test_other_arguments_are_one_line(arguments, capsys):
    assert main(["weights", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_a_hub_without_the_file_is_one_line_and_status_2(tmp_path):
    with serving(Hub(b"", statuses=[404])) as hub:
        done = subprocess.run(
            [sys.executable, "-c", OUTSIDE, tmp_path, "weights", "fetch", "official"],
            env={**os.environ, "HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].endswith(
        f"(error 404): get the file elsewhere and put it into '{CHECKPOINTS}'."
    )
    assert len(hub.asked) == 1
