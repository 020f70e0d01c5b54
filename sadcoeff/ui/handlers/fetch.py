"""Downloading the official weights from the page."""

from collections.abc import Iterator

from sadcoeff.ui import status
from sadcoeff.ui.handlers.jobs import Report, Values, run_job
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.weights.fetch import fetch_official

LABEL = "SadTalker v0.0.2 (official, not downloaded yet)"
DONE = "The official weights are ready: choose them under Weights."


def fetch_weights() -> Iterator[Values]:
    """Download the official weights, or resume the download; gives the status."""
    yield from run_job(Entry("fetch_official"), _fetch)


def _fetch(report: Report) -> Values:
    def bytes_done(done: int, of: int) -> None:
        megabytes = f"{done / 1e6:.1f} of {of / 1e6:.1f} MB"
        report(f"Downloading the official weights: {megabytes}", done / of)

    report("Contacting the Hub for the official weights", 0.0)
    fetch_official(bytes_done)
    return {"line": status.say(DONE)}
