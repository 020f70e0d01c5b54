"""How late is the drawn head behind the microphone?  Needs the tests' packages and a browser.

    python -m tools.microphone [--seconds 180] [--visitors 2]

Visitors speak side by side in the Live tab of a page of their own server; the microphone hears
bursts of speech.  For each it prints the delay as found by comparing the drawn mouth with the
sound, every ten seconds, the delay that the page itself shows, and the longest time between two
drawn frames.  Where no GPU draws, drawing takes much of the processor.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from sadcoeff.motion.columns import FPS
from sadcoeff.ui.server.launch import launch
from sadcoeff.ui.settings import Settings
from tools.benching.machine import machine
from tools.benching.microphone import (
    Notes,
    hear_file,
    open_live,
    press,
    wait_for_frame,
    write_bursts,
)

_OPTIONS = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
_PATIENCE = 60_000  # ms more than the sound lasts


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How late is the drawn head?")
    parser.add_argument("--seconds", type=int, default=180, help="of sound (default: 180)")
    parser.add_argument("--visitors", type=int, default=2, help="at once (default: 2)")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ["GRADIO_TEMP_DIR"] = str(Path(folder) / "gradio")
        settings = Settings(max_seconds=options.seconds + 60, live=options.visitors)
        page = launch(settings, prevent_thread_lock=True, quiet=True)
        notes = _watch(page.local_url, write_bursts(Path(folder) / "bursts.wav"), options)
        page.close()
    print(", ".join(f"{what} {is_}" for what, is_ in machine().items()))
    for number, visitor in enumerate(notes, 1):
        print(f"visitor {number}: {_describe(visitor)}")
    return 0


def _watch(address: str, sound: Path, options: argparse.Namespace) -> list[Notes]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    where: dict[str, Any] = {"executable_path": found} if found else {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=[*_OPTIONS, hear_file(sound)], **where)
        pages = [browser.new_context().new_page() for _ in range(options.visitors)]
        for page in pages:
            page.set_default_timeout(1000 * options.seconds + _PATIENCE)
            page.emulate_media(reduced_motion="reduce")  # the example need not play meanwhile
            page.goto(address)
            open_live(page)
        for page in pages:
            press(page, "Record")
        for page in pages:
            wait_for_frame(page, options.seconds * FPS)
        notes = [Notes(page) for page in pages]
        browser.close()
    return notes


def _describe(notes: Notes) -> str:
    delays, behind = 1000 * notes.find_delays(), 1000 * notes.behind
    return (
        f"delay {np.median(delays):.0f} ms, at most {delays.max():.0f}; shown "
        f"{np.median(behind):.0f} ms, 95 % up to {np.quantile(behind, 0.95):.0f}, at most "
        f"{behind.max():.0f}; {len(notes.at) / np.ptp(notes.at):.0f} pictures a second, at most "
        f"{1000 * np.diff(notes.at).max():.0f} ms apart"
    )


if __name__ == "__main__":
    sys.exit(main())
