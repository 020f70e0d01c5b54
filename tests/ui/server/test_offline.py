"""With the embedded weights no other host is asked for anything."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.crowding.offline import SENTENCE

ROOT = Path(__file__).parents[3]
FORBID = "from tools.crowding.offline import forbid_other_hosts; forbid_other_hosts()\n"


def run(code, *arguments):
    command = [sys.executable, "-c", FORBID + code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.getaddrinfo('example.org', 80)",
        "socket.gethostbyname('example.org')",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "urllib.request.urlopen('http://192.0.2.1/')",
    ],
)
def test_a_request_to_another_host_would_be_seen(attempt):
    done = run(f"import socket, urllib.request\n{attempt}")
    assert done.returncode == 1
    assert SENTENCE in done.stderr
    assert "PermissionError" in done.stderr


def test_this_machine_may_be_asked():
    code = "import socket\nwith socket.create_server(('127.0.0.1', 0)) as s: "
    done = run(code + "socket.create_connection(s.getsockname()).close()")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_line_asks_nobody(one_second, tmp_path):
    code = "import runpy; runpy.run_module('sadcoeff', run_name='__main__', alter_sys=True)"
    done = run(code, one_second, "-o", tmp_path, "--seed", 1)
    assert done.returncode == 0, done.stderr
    assert SENTENCE not in done.stderr
    assert (tmp_path / "neutral##one_second.mat").stat().st_size > 25 * 70 * 4
