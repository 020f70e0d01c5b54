"""Live sessions: how much of a core they take, the slowest piece, and memory over hours."""

from dataclasses import dataclass
from pathlib import Path

from sadcoeff.live import EXPRESSION_DELAY, HEAD_DELAY
from sadcoeff.motion.columns import FPS
from tools.benching.processes import run
from tools.benching.sounds import write_recording

RATE = 48_000  # Hz, what microphones give
SESSIONS = (1, 4)
_SECONDS = 30  # of sound, over and over where more is asked for

# Pieces of 0.1 s to several sessions in turn, on one core, after two seconds to warm up.  Prints
# the seconds of the processor and of the clock, those of the slowest piece, and the megabytes in
# use after five minutes of sound and at the end.
_MEASURED = """
import itertools, os, pathlib, sys, time
import soundfile, torch
from sadcoeff import (Audio2Coeff, LiveCoeffs, find_weights)

torch.set_num_threads(1)
path, device, sessions, seconds = *sys.argv[1:3], int(sys.argv[3]), float(sys.argv[4])
sound, rate = soundfile.read(path, dtype="float32")
piece = rate // 10
pieces = itertools.cycle(sound[a : a + piece] for a in range(0, len(sound), piece))
model = Audio2Coeff(find_weights("demo"), device)
lives = [LiveCoeffs(model, seed=s, sample_rate=rate) for s in range(sessions)]

def megabytes():
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

def feed(count):
    slowest = 0
    for _ in range(count):
        part = next(pieces)
        for live in lives:
            start = time.perf_counter()
            live.feed(part)
            slowest = max(slowest, time.perf_counter() - start)
    return slowest

feed(20)
start, clock, count = time.process_time(), time.perf_counter(), round(seconds * 10)
early = min(count, 3000)
slowest = feed(early)
memory = megabytes()
slowest = max(slowest, feed(count - early))
used, passed = time.process_time() - start, time.perf_counter() - clock
print(used, passed, slowest, memory, megabytes())
"""


@dataclass(frozen=True)
class Live:
    """What live sessions take."""

    share: float  # of one core
    busy: float  # share of the sound's time, by the clock
    slowest: float  # seconds of one piece of 0.1 s
    early: float  # megabytes of the process after five minutes
    late: float  # and at the end


def measure_live(folder: Path, hours: float) -> dict[str, object]:
    """Shares of a core by number of sessions, and what one of so many hours takes."""
    sound = write_recording(folder / "live.wav", _SECONDS, RATE)
    return {
        "expression_delay_seconds": EXPRESSION_DELAY / FPS,
        "head_delay_seconds": HEAD_DELAY / FPS,
        "sessions": {n: measure_sessions(sound, "cpu", n, _SECONDS) for n in SESSIONS},
        "hours": hours,
        "long": measure_sessions(sound, "cpu", 1, hours * 3600),
    }


def measure_sessions(sound: Path, device: str, sessions: int, seconds: float) -> Live:
    """So many sessions at once on a device, in a process of their own."""
    printed = run(["-c", _MEASURED, str(sound), device, str(sessions), str(seconds)])
    processor, passed, slowest, early, late = map(float, printed.split())
    return Live(processor / seconds, passed / seconds, slowest, early, late)
