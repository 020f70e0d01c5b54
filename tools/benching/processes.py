"""Whole processes: the start of a fresh one, and memory and time as recordings grow longer."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.benching.rounds import Spread, ratio, take_turns
from tools.benching.sounds import write_recording

ROOT = Path(__file__).resolve().parents[2]
CLIP_SECONDS = 10
RATE = 44_100  # Hz, so that resampling is part of it


@dataclass(frozen=True)
class Usage:
    """What one process took."""

    seconds: float  # by the clock
    megabytes: float  # at its peak, all of it


def measure_start(folder: Path, rounds: int) -> dict[str, Spread]:
    """Seconds of fresh processes on a 10 s clip, against a bare `import torch` in each round."""
    clip = write_recording(folder / "clip.wav", CLIP_SECONDS)
    commands = {
        "import_torch": ["-c", "import torch"],
        "import_sadcoeff": ["-c", "import torch, sadcoeff"],
        "clip": _convert(clip, folder),
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
    """What the command line takes for recordings of so many minutes, each in a fresh process."""
    found = {}
    for length in minutes:
        sound = write_recording(folder / "long.wav", 60 * length, RATE)
        found[length] = run(_convert(sound, folder))
        sound.unlink()
    return found


def run(arguments: list[str]) -> Usage:
    """Run Python with these arguments; raises CalledProcessError if it fails."""
    command = [sys.executable, *arguments]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Usage(seconds, usage.ru_maxrss / 1024)


def _convert(sound: Path, folder: Path) -> list[str]:
    out = str(folder / "out")
    return ["-m", "sadcoeff", str(sound), "-o", out, "--seed", "1", "--device", "cpu"]
