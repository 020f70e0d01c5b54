"""Runs that last for as long as a test wants, told by files from another process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PAUSE = 0.05  # seconds between two reports of a held run

Run = Callable[..., Any]  # sadcoeff.ui.handlers.models.run


@contextmanager
def hold(folder: Path, frames: int) -> Iterator[None]:
    """Hold all runs of so many frames after their first batch, until the block ends."""
    sign = folder / str(frames)
    sign.touch()
    try:
        yield
    finally:
        sign.unlink()


def heed_holds(run: Run, folder: Path) -> Run:
    """`run`, such that `hold` in any process holds it; a held run reports again and again."""

    def run_or_wait(
        method: str, weights: str, device: str, batch: Any, progress: Any, **options: Any
    ) -> Any:
        def report(done: int, of: int) -> None:
            progress(done, of)
            while (folder / str(batch["num_frames"])).exists():
                time.sleep(_PAUSE)
                progress(done, of)

        return run(method, weights, device, batch, report, **options)

    return run_or_wait
