"""One log line a request, without a file's name or content."""

import itertools
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sadcoeff.errors import SadCoeffError
from sadcoeff.motion.columns import FPS
from sadcoeff.ui.handlers.cancel import LetGo

DONE, REFUSED, CANCELLED, FAILED = "done", "refused", "cancelled", "failed"

_LOGGER = logging.getLogger("sadcoeff")
_FORMAT = "%(asctime)s %(name)s %(message)s"
_NUMBERS = itertools.count(1)


@dataclass
class Entry:
    """What is known of one request: its number at first, the rest as the work goes on."""

    kind: str
    number: int = field(default_factory=lambda: next(_NUMBERS))
    frames: int | None = None  # of the recording or the file
    device: str = "-"

    @contextmanager
    def logged(self) -> Iterator[None]:
        """Log the request when the block ends, and how; what it raises goes on."""
        started, outcome = time.perf_counter(), FAILED
        try:
            yield
            outcome = DONE
        except (LetGo, GeneratorExit):  # cancelled here, or closed since the visitor is gone
            outcome = CANCELLED
            raise
        except SadCoeffError:
            outcome = REFUSED
            raise
        finally:
            self.write(outcome, time.perf_counter() - started)

    def write(self, outcome: str, seconds: float) -> None:
        """Log the request, which took so many seconds."""
        sound = "-" if self.frames is None else f"{self.frames / FPS:.2f}"
        frames = "-" if self.frames is None else self.frames
        _LOGGER.info(
            f"run={self.number} what={self.kind} sound={sound} frames={frames} "
            f"device={self.device} seconds={seconds:.2f} outcome={outcome}"
        )


def log_to_stderr() -> None:
    """Let the lines be seen, each with its time."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO)
