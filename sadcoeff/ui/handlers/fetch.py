"""Fetching the official weights from the page."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from sadcoeff.ui import status
from sadcoeff.ui.handlers.jobs import Report, staged
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.weights.fetch import fetch_official

LABEL = "SadTalker v0.0.2 (official, to be fetched)"
DONE = "The official weights are here: choose them as Weights."


def fetch_weights() -> Iterator[tuple[Any, ...]]:
    """Bring the official weights here, or go on doing so; gives the status."""
    for (line,) in staged(Entry("fetch_official"), _fetch, outputs=1):
        yield line


def connect(button: gr.Button, line: gr.HTML) -> None:
    """Let the button fetch; runs go on meanwhile, since it has a queue of its own."""
    button.click(
        fetch_weights,
        None,
        line,
        concurrency_id="fetch",
        concurrency_limit=1,
        show_progress="hidden",
        api_name="fetch_official",
    )


def _fetch(report: Report) -> tuple[dict[str, Any]]:
    def bytes_done(done: int, of: int) -> None:
        report(f"Fetching the official weights: {done / 1e6:.1f} of {of / 1e6:.1f} MB", done / of)

    report("Asking the Hub for the official weights", 0.0)
    fetch_official(bytes_done)
    return (status.said(DONE),)
