"""The page's own server: one visitor on a warm one, and eight at once."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from gradio_client import Client, handle_file

from sadcoeff.ui.handlers.figures import show_expression, show_pose
from sadcoeff.ui.server.launch import launch
from sadcoeff.ui.settings import read_settings
from tools.benching.rounds import Spread, ratio, take_turns
from tools.benching.sounds import write_recording

VISITORS = 8
SETTINGS = {"pose_style": 0, "ref_pose": None, "seed": "3", "device": "cpu", "weights": "demo"}


def measure_page(folder: Path, rounds: int) -> dict[str, Spread]:
    """Seconds of a request on a 10 s clip, of its figures, and of eight visitors at once."""
    clip = write_recording(folder / "clip.wav", 10)
    coeffs = np.cumsum(np.random.default_rng(0).normal(0, 0.02, (250, 70)), axis=0)
    with _serving(folder) as clients:
        one = take_turns(
            {
                "request": lambda: _ask(clients[0], clip),
                "figures": lambda: (show_pose(coeffs), show_expression(coeffs)),
            },
            rounds,
        )
        eight = take_turns(
            {
                "in_turn": lambda: [_ask(client, clip) for client in clients],
                "at_once": lambda: _crowd(clients, clip),
            },
            rounds,
        )
    return {
        "request_seconds": one["request"],
        "figures_seconds": one["figures"],
        "crowd_seconds": eight["at_once"],
        # Of one at a time: from 1 on, the last waits no longer than in a fair queue.
        "crowd_throughput": ratio(eight["in_turn"], eight["at_once"]),
    }


@contextmanager
def _serving(folder: Path) -> Iterator[list[Client]]:
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "gradio")
    page = launch(read_settings(), prevent_thread_lock=True, quiet=True)
    yield [Client(page.local_url, verbose=False) for _ in range(VISITORS)]
    page.close()


def _ask(client: Client, clip: Path) -> None:
    client.predict(audio=handle_file(str(clip)), **SETTINGS, api_name="/generate")


def _crowd(clients: list[Client], clip: Path) -> None:
    """Let all visitors ask at once, and wait until the last of them has an answer."""
    with ThreadPoolExecutor(len(clients)) as visitors:
        list(visitors.map(lambda client: _ask(client, clip), clients))
