"""`sadcoeff`: what is answered at once, and which command is meant."""

import subprocess
import sys

import pytest

from sadcoeff import __version__
from sadcoeff.cli.main import main

HEAVY = {"torch", "gradio", "matplotlib", "scipy", "soundfile", "huggingface_hub"}
ALONE = """
import sys
from sadcoeff.cli.main import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:
    status = end.code
print(status, sorted({heavy} & set(sys.modules)))
"""
COMMANDS = (["app"], ["batch"], ["live"], ["weights"], ["weights", "fetch"])


def run_alone(*arguments):
    """What a fresh interpreter prints for these arguments; its exit status and heavy modules."""
    code = ALONE.replace("{heavy}", repr(HEAVY))
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    *printed, status = done.stdout.splitlines()
    return "\n".join(printed), done.stderr, status


def test_the_version_is_printed_without_loading_anything():
    assert run_alone("--version") == (f"sadcoeff {__version__}", "", "0 []")


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_help_is_printed_without_loading_anything(command):
    printed, _, status = run_alone(*command, "--help")
    assert printed.startswith(f"usage: {' '.join(['sadcoeff', *command])} [-h]")
    assert status == "0 []"


def test_a_mistyped_option_is_one_line_without_loading_anything():
    assert run_alone("a.wav", "--style", "x") == (
        "",
        "sadcoeff: argument --style: invalid int value: 'x'; see sadcoeff --help\n",
        "2 []",
    )


def test_a_port_that_is_no_number_is_one_line_before_gradio_reads_it(monkeypatch):
    monkeypatch.setenv("GRADIO_SERVER_PORT", "abc")
    assert run_alone("app") == (
        "",
        "sadcoeff: The GRADIO_SERVER_PORT is 'abc': it must be a whole number from 0 to 65535.\n",
        "2 []",
    )


def test_no_arguments_are_answered_with_the_usage(capsys):
    assert main([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "sadcoeff: usage: sadcoeff RECORDING... [-o FOLDER], or sadcoeff app, batch, live or "
        "weights; see sadcoeff --help\n"
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_mistakes_name_the_command_that_was_meant(command, capsys):
    assert main([*command, "--colour"]) == 2
    assert capsys.readouterr().err.endswith(f"; see {' '.join(['sadcoeff', *command])} --help\n")
