"""Try the real server out: 32 visitors at once with 10 runs each, then 1,000 runs in a row.

    python -m tools.crowd

Prints a table.  The exit status is 1 if an answer was not that of a quiet run, if memory grew by
5 % or more after the first 100 runs, or if another host was asked for anything.  Needs Linux.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from tools.crowding.crowd import Tally, answer, crowd, made_wishes
from tools.crowding.offline import SENTENCE
from tools.crowding.server import Server, serving
from tools.crowding.visitor import Visitor

VISITORS, RUNS = 32, 10
IN_A_ROW, FIRST = 1000, 100
LONGEST, LONGEST_IN_A_ROW = 4.0, 1.0  # seconds of sound
MOST_GROWTH = 0.05
_DIFFERENT = 20  # runs among those in a row
_MEGABYTE = 1e6


def main() -> bool:
    """Measure and print; whether all is well."""
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        tally, seconds = _crowd(server.address)
        early, late = _in_a_row(server)
        asked = len(server.lines(SENTENCE))
    growth = late / early - 1
    print(f"| visitors at once | {VISITORS} |")
    print(f"| runs, and seconds with the quiet ones | {tally.runs}, {seconds:.0f} |")
    print(f"| answers that differ from a quiet run's | {len(tally.mismatches)} |")
    print(f"| runs in a row | {IN_A_ROW} |")
    print(f"| memory after {FIRST} of them | {early / _MEGABYTE:.0f} MB |")
    print(f"| memory after all | {late / _MEGABYTE:.0f} MB, {growth:+.1%} |")
    print(f"| requests to other hosts | {asked} |")
    return (
        tally.runs == VISITORS * RUNS
        and not tally.mismatches
        and growth < MOST_GROWTH
        and not asked
    )


def _crowd(address: str) -> tuple[Tally, float]:
    started = time.perf_counter()
    with tqdm(total=VISITORS * RUNS, desc="Runs in a crowd") as bar:
        tally = crowd(address, VISITORS, RUNS, LONGEST, lambda: bar.update())
    return tally, time.perf_counter() - started


def _in_a_row(server: Server) -> tuple[int, int]:
    """Bytes of memory after the first runs and after all, each of a visitor of its own."""
    wishes, early = made_wishes(_DIFFERENT, LONGEST_IN_A_ROW), 0
    for done in tqdm(range(1, IN_A_ROW + 1), desc="Runs in a row"):
        with Visitor(server.address) as visitor:
            answer(visitor, wishes[done % _DIFFERENT])
        if done == FIRST:
            early = server.memory()
    return early, server.memory()


if __name__ == "__main__":
    sys.exit(not main())
