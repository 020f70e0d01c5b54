"""Memory does not grow beyond the sound and its mel."""

import os
import subprocess
import sys

import numpy as np
import soundfile

MEGABYTES_A_MINUTE = {"sound": 3.7, "mel": 1.5, "coefficients, some times over": 2.5}
SCRIPT = """
import pathlib, sys
from sadcoeff import (Audio2Coeff, find_weights, make_batch)

model = Audio2Coeff(find_weights(), "cpu")
for path in sys.argv[1:]:
    model.generate(make_batch(path, seed=1), pathlib.Path(path).parent, 0, seed=1)
    status = pathlib.Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def write(path, seconds, rate=44_100):
    second = np.random.default_rng(0).normal(0, 0.1, rate).astype(np.float32)
    with soundfile.SoundFile(path, "w", rate, 1) as file:
        for _ in range(seconds):
            file.write(second)
    return path


def test_a_longer_recording_takes_hardly_more_memory(tmp_path):
    paths = [write(tmp_path / f"{seconds}.wav", seconds) for seconds in (20, 80)]
    command = [sys.executable, "-c", SCRIPT, *paths]
    # Large blocks go back to the system at once, so that the peak is of what is held.
    at_once = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "1000000"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=300, env=at_once
    )
    short, long = map(float, done.stdout.split())
    assert long - short < sum(MEGABYTES_A_MINUTE.values()) + 30
    assert long < 900
