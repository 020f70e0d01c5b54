"""Memory that the networks free is there for their next batch."""

import subprocess
import sys

from samples import write_speech

SCRIPT = """
import pathlib, resource, sys
from sadcoeff import (Audio2Coeff, find_weights, make_batch)

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

model = Audio2Coeff(find_weights(), "cpu")
for _ in range(3):
    before = faults()
    model.generate(make_batch(sys.argv[1], seed=1), pathlib.Path(sys.argv[1]).parent, 0, seed=1)
    print(faults() - before)
"""
BATCHES = 5
PAGES_OF_A_LAYER = 50 * 32 * 80 * 16 * 4 // 4096  # the first layers' outputs


def test_no_batch_asks_the_system_for_its_memory_anew(tmp_path):
    sound = write_speech(tmp_path / "speech.wav", 50 * BATCHES)
    command = [sys.executable, "-c", SCRIPT, sound]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    assert min(map(int, done.stdout.split())) < BATCHES * PAGES_OF_A_LAYER / 10
