"""Whole processes: the start of a fresh one, and memory and time as recordings grow longer."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.benching.rounds import Spread, ratio, take_turns
from tools.benching.sounds import write_recording

ROOT = Path(__file__).resolve().parents[2]
CLIP_SECONDS = 10
RATE = 44_100  # Hz, so that resampling is part of it


# The command line, which then says how long it took without the imports, and its peak in kB.
# From outside the peak cannot be told: a child's counts from its parent's.
_MEASURED = """
import pathlib, sys, time
from sadcoeff.__main__ import main
start = time.perf_counter()
assert main(sys.argv[1:]) == 0
status = pathlib.Path("/proc/self/status").read_text()
print(time.perf_counter() - start, int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


@dataclass(frozen=True)
class Usage:
    """What one process took, the model's loading included, the imports not."""

    seconds: float  # by the clock
    megabytes: float  # at its peak, all of it


def measure_start(folder: Path, rounds: int) -> dict[str, Spread]:
    """Seconds of fresh processes on a 10 s clip, against a bare `import torch` in each round."""
    clip = write_recording(folder / "clip.wav", CLIP_SECONDS)
    commands = {
        "import_torch": ["-c", "import torch"],
        "import_sadcoeff": ["-c", "import torch, sadcoeff"],
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
    """What the command line takes for recordings of so many minutes, each in a fresh process."""
    found = {}
    for length in minutes:
        sound = write_recording(folder / "long.wav", 60 * length, RATE)
        printed = run(["-c", _MEASURED, *_convert(sound, folder)])
        found[length] = Usage(*map(float, printed.split()[-2:]))
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
