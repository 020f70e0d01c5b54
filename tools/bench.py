"""How fast is it here?  Prints a table, and writes the figures as JSON.

    python -m tools.bench [--rounds 5] [--live-hours 0.5] [-o build/bench.json]

Everything that is compared is timed in turn, so that the ratios hold on a machine that is not
quiet; medians are given with the least and the largest.  Takes some twenty minutes on two cores,
most of them for the long recordings.  Needs a browser for the Live tab.
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.benching.cuda import measure_cuda
from tools.benching.live import measure_live
from tools.benching.live_tab import measure_live_tab
from tools.benching.machine import machine
from tools.benching.networks import SECONDS, measure_arithmetic, measure_schedules
from tools.benching.processes import measure_lengths, measure_start
from tools.benching.report import table
from tools.benching.rounds import Spread
from tools.benching.sounds import write_recording
from tools.benching.visitors import measure_page

MINUTES = (1, 10, 60, 180)
SPOKEN = 180  # seconds, into the Live tab


def main() -> int:
    """Measure, print, and write."""
    options = _parser().parse_args()
    with TemporaryDirectory() as folder:
        figures = _measure(Path(folder), options.rounds, options.live_hours)
    print(table(figures))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=2, default=_plain) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="How fast is it here?")
    add = parser.add_argument
    add("--rounds", type=int, default=5, help="of every comparison (default: 5)")
    add(
        "--live-hours",
        type=float,
        default=0.5,
        metavar="N",
        help="of sound for one live session (default: 0.5, which takes some minutes; 8 take most "
        "of an hour)",
    )
    add("-o", "--out", type=Path, default=Path("build/bench.json"), metavar="JSON")
    return parser


def _measure(folder: Path, rounds: int, live_hours: float) -> dict[str, Any]:
    audio = write_recording(folder / "speech.wav", SECONDS)
    steps = {
        "machine": machine,
        "arithmetic": lambda: measure_arithmetic(rounds * 3),
        "schedules": lambda: measure_schedules(audio, folder, rounds),
        "start": lambda: measure_start(folder, rounds),
        "page": lambda: measure_page(folder, rounds),
        "lengths": lambda: measure_lengths(folder, MINUTES),
        "live": lambda: measure_live(folder, live_hours),
        "live_tab": lambda: measure_live_tab(folder, SPOKEN),
        "cuda": lambda: measure_cuda(folder, rounds),
    }
    figures: dict[str, Any] = {"date": datetime.now(timezone.utc).date().isoformat()}
    for name, measure in steps.items():
        print(f"measuring: {name}", file=sys.stderr)
        figures[name] = measure()
    return figures


def _plain(value: Any) -> Any:
    return {"median": value.median, **asdict(value)} if isinstance(value, Spread) else asdict(value)


if __name__ == "__main__":
    sys.exit(main())
