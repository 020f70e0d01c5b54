"""What visitors give, checked and turned into values."""

import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

import anyio
import gradio as gr

from sadcoeff.errors import AudioError, SadCoeffError
from sadcoeff.ui.handlers.log import REFUSED, Entry
from sadcoeff.validation import SEED_RANGE, whole_number

_NEW_SEEDS = 2**31
_AT_ONCE = 2  # visitors' files are decoded before they queue: a crowd's one after the other

Check = Callable[[], object]  # raises what is wrong with an input


def recording(path: str | None) -> str:
    """The recording's path; raises AudioError if there is none yet."""
    if not path:
        raise AudioError("There is no recording yet: record, upload or pick an example first.")
    return path


def seed_number(text: str | None) -> int:
    """The seed in a text field, or a new one where it is empty; raises SettingError."""
    text = (text or "").strip()
    if not text:
        return secrets.randbelow(_NEW_SEEDS)
    return whole_number("seed", int(text) if text.lstrip("+-").isdecimal() else text, *SEED_RANGE)


def fine() -> None:
    """The check of an input that needs none."""


class Examiner:
    """Looks at what visitors give before a request of some kind queues."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._places = anyio.CapacityLimiter(_AT_ONCE)

    async def verdicts(self, checks: Sequence[Check]) -> list[dict[str, Any]]:
        """What a validator returns, an input each; a refusal is logged."""
        started = time.perf_counter()
        found = await anyio.to_thread.run_sync(
            lambda: [_verdict(check) for check in checks], limiter=self._places
        )
        if not all(verdict["is_valid"] for verdict in found):
            Entry(self._kind).write(REFUSED, time.perf_counter() - started)
        return found


def _verdict(check: Check) -> dict[str, Any]:
    try:
        check()
    except SadCoeffError as error:
        return gr.validate(False, str(error))
    return gr.validate(True, "")
