"""Loading from a file of every SadTalker network reads the two that run, and no more."""

import json
import subprocess
import sys

from hub_server import released_file

HOLE = 300_000_000  # bytes of another network, never written and never to be read
SCRIPT = """
import pathlib, sys
from sadcoeff import (Audio2Coeff, find_weights)

def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])  # KiB

pathlib.Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from here
imported = peak()
Audio2Coeff(find_weights(sys.argv[1]), "cpu")
print(peak() - imported)
"""


def file_with_a_hole(path):
    """`released_file` with a large network between its header and its data."""
    content = released_file()
    data = 8 + int.from_bytes(content[:8], "little")
    tree = json.loads(content[8:data])
    for tensor in tree.values():
        tensor["data_offsets"] = [HOLE + offset for offset in tensor["data_offsets"]]
    hole = {"dtype": "F32", "shape": [HOLE // 4], "data_offsets": [0, HOLE]}
    header = json.dumps({"generator.x": hole, **tree}).encode()
    header += b" " * (-len(header) % 8)
    with path.open("wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        file.seek(HOLE, 1)
        file.write(content[data:])


def test_peak_memory_is_far_below_the_file(tmp_path):
    path = tmp_path / "whole.safetensors"
    file_with_a_hole(path)
    assert path.stat().st_size > HOLE
    command = [sys.executable, "-c", SCRIPT, path]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert 35_000 < int(done.stdout) < 150_000  # KiB above the imports
