"""Whole processes: the start of a fresh one, and memory and time as recordings grow longer."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.benching.rounds import Spread, ratio, take_turns
from tools.benching.sounds import write_recording

ROOT = Path(__file__).resolve().parents[2]
CLIP_SECONDS = 10
RATE = 44_100  # Hz, so that resampling is part of it


# Seconds of five runs on a first recording, of one run on a second, of five more on the first,
# with the model loaded and warm; then the peak in MB, which cannot be told from outside: a child's
# counts from its parent's.
_MEASURED = """
import pathlib, sys, time
from sadcoeff import (Audio2Coeff, find_weights, make_batch)

first, second, out = sys.argv[1:]
model = Audio2Coeff(find_weights(), "cpu")

def run(sound):
    start = time.perf_counter()
    model.generate(make_batch(sound, seed=1), out, 0, seed=1)
    return time.perf_counter() - start

run(first)
print(*[run(sound) for sound in [*[first] * 5, second, *[first] * 5]])
status = pathlib.Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


@dataclass(frozen=True)
class Usage:
    """What a process took that turns a long recording into coefficients."""

    seconds_a_minute: float  # of sound
    of_one_minute: float  # that, in proportion to a recording of one minute in the same process
    megabytes: float  # at its peak, all of it


def measure_start(folder: Path, rounds: int) -> dict[str, Spread]:
    """Seconds of fresh processes on a 10 s clip, against a bare `import torch` in each round."""
    clip = write_recording(folder / "clip.wav", CLIP_SECONDS)
    commands = {
        "import_torch": ["-c", "import torch"],
        "import_sadcoeff": ["-c", "import torch; from sadcoeff import *"],
        "clip": ["-m", "sadcoeff", *_convert(clip, folder)],
    }
    work = {name: lambda c=command: run(c) for name, command in commands.items()}
    seconds = take_turns(work, rounds)
    torch, ours = seconds["import_torch"], seconds["import_sadcoeff"]
    added = Spread(tuple(a - b for a, b in zip(ours.values, torch.values, strict=True)))
    results = {f"{name}_seconds": spread for name, spread in seconds.items()}
    return {
        **results,
        "clip_of_import_torch": ratio(seconds["clip"], torch),
        "import_added_seconds": added,
    }


def measure_lengths(folder: Path, minutes: tuple[int, ...]) -> dict[int, Usage]:
    """What recordings of so many minutes take, each in a fresh process."""
    one = write_recording(folder / "minute.wav", 60, RATE)
    found = {}
    for length in minutes:
        sound = write_recording(folder / "long.wav", 60 * length, RATE)
        *seconds, peak = map(float, run(["-c", _MEASURED, *map(str, (one, sound, folder))]).split())
        each = seconds.pop(len(seconds) // 2) / length
        found[length] = Usage(each, each / median(seconds), peak)
        sound.unlink()
    return found


def run(arguments: list[str]) -> str:
    """Run Python with these arguments, and give what it prints.

    Raises CalledProcessError if it fails.
    """
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )
    return done.stdout


def _convert(sound: Path, folder: Path) -> list[str]:
    out = str(folder / "out")
    return [str(sound), "-o", out, "--seed", "1", "--device", "cpu"]
