"""Limits of the page, set by environment variables; it is asked before Gradio is imported."""

import os
from dataclasses import asdict, dataclass

from sadcoeff.validation import whole_number

_HIGHEST = {
    "max_seconds": 24 * 3600,  # a day of sound
    "max_upload_mb": 4096,
    "queue_size": 10_000,
    "concurrency": 16,  # Gradio has 40 threads, and a run keeps one waiting
    "live": 12,  # so does each stream; refused ones need as many again for a moment
}
_PREFIX = "SADCOEFF_"
# Gradio's own, which it reads while it is imported or launched, and ends with a traceback if they
# are not numbers.
_HIGHEST_OF_GRADIO = {
    "GRADIO_SERVER_PORT": 65_535,
    "GRADIO_NUM_PORTS": 65_535,
    "GRADIO_NODE_NUM_PORTS": 65_535,
    "GRADIO_DEBUG": 1,
}


@dataclass(frozen=True)
class Settings:
    """Limits of the page."""

    max_seconds: int = 600  # of sound in one run
    max_upload_mb: int = 200  # of one upload, in units of 2**20 bytes
    queue_size: int = 64  # requests that wait; one more is refused
    concurrency: int = 1  # runs at once, which share the processor and the memory
    live: int = 4  # visitors who speak live at once


_DEFAULTS: dict[str, int] = asdict(Settings())


def read_settings() -> Settings:
    """`SADCOEFF_MAX_SECONDS`, `_MAX_UPLOAD_MB`, `_QUEUE_SIZE`, `_CONCURRENCY` and `_LIVE`.

    Raises SettingError for a value that is not a whole number in range, also of the variables that
    Gradio reads.
    """
    for name, highest in _HIGHEST_OF_GRADIO.items():
        _read_variable(name, 0, 0, highest)
    return Settings(
        **{
            name: _read_variable(_PREFIX + name.upper(), value, 1, _HIGHEST[name])
            for name, value in _DEFAULTS.items()
        }
    )


def _read_variable(name: str, default: int, low: int, high: int) -> int:
    text = os.environ.get(name, str(default))
    return whole_number(name, int(text) if text.isdecimal() else text, low, high)
