"""How late the drawn head is behind the microphone, in the Live tab of a page of its own.

Visitors speak side by side in a browser whose microphone hears bursts of speech.  Where no graphics
processor draws, drawing takes much of the processor.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from sadcoeff.motion.columns import FPS
from sadcoeff.ui.server.launch import launch
from sadcoeff.ui.settings import Settings
from tools.benching.microphone import (
    Notes,
    hear_file,
    open_live,
    press,
    wait_for_frame,
    write_bursts,
)

VISITORS = 2
_OPTIONS = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
_PATIENCE = 60_000  # ms more than the sound lasts


@dataclass(frozen=True)
class Delay:
    """What one visitor saw."""

    median: float  # seconds from microphone to drawn mouth, found every half minute
    largest: float
    shown: float  # what the page itself says, median
    pictures: float  # a second
    gap: float  # seconds, the longest between two pictures


def measure_live_tab(folder: Path, seconds: int) -> list[Delay]:
    """What VISITORS at once see while so many seconds of sound are spoken."""
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "gradio")
    settings = Settings(max_seconds=seconds + 60, live=VISITORS)
    page = launch(settings, prevent_thread_lock=True, quiet=True)
    notes = _watch(page.local_url, write_bursts(folder / "bursts.wav", seconds + 60), seconds)
    page.close()
    return [_describe(each) for each in notes]


def _watch(address: str, sound: Path, seconds: int) -> list[Notes]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    where: dict[str, Any] = {"executable_path": found} if found else {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=[*_OPTIONS, hear_file(sound)], **where)
        pages = [browser.new_context().new_page() for _ in range(VISITORS)]
        for page in pages:
            page.set_default_timeout(1000 * seconds + _PATIENCE)
            page.emulate_media(reduced_motion="reduce")  # the example need not play meanwhile
            page.goto(address)
            open_live(page)
        for page in pages:
            press(page, "Record")
        for page in pages:
            wait_for_frame(page, seconds * FPS)
        notes = [Notes(page) for page in pages]
        browser.close()
    return notes


def _describe(notes: Notes) -> Delay:
    delays = notes.find_delays()
    return Delay(
        median=float(np.median(delays)),
        largest=float(delays.max()),
        shown=float(np.median(notes.behind)),
        pictures=float(len(notes.at) / np.ptp(notes.at)),
        gap=float(np.diff(notes.at).max()),
    )
