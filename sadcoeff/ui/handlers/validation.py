"""What visitors give, checked and turned into values."""

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import anyio

from sadcoeff.errors import AudioError, SadCoeffError
from sadcoeff.ui.handlers.log import REFUSED, Entry
from sadcoeff.validation import SEED_RANGE, whole_number

_NEW_SEEDS = 2**31
_AT_ONCE = 2  # visitors' files are decoded before they queue: a crowd's one after the other

Check = Callable[[], object]  # raises what is wrong with an input
Faults = dict[str, str]  # sentences, by the names of the inputs that they are about


def require_recording(path: str | None) -> str:
    """The recording's path; raises AudioError if there is none yet."""
    if not path:
        raise AudioError(
            "There is no recording yet: record, upload or pick an example first, or set idle "
            "seconds under Advanced."
        )
    return path


def seed_or_new(text: str | None) -> int:
    """The seed in a text field, or a new one where it is empty; raises SettingError."""
    text = (text or "").strip()
    if not text:
        return secrets.randbelow(_NEW_SEEDS)
    return whole_number("seed", int(text) if text.lstrip("+-").isdecimal() else text, *SEED_RANGE)


def number_or_none(text: Any) -> Any:
    """The number in a text field; None where it is empty, and the text where it is no number.

    Such fields are texts because an empty number field of Gradio's sends 0.
    """
    text = "" if text is None else str(text).strip()
    try:
        return float(text) if text else None
    except ValueError:
        return text


class Examiner:
    """Looks at what visitors give before a request of some kind queues."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._places = anyio.CapacityLimiter(_AT_ONCE)

    async def find_faults(self, checks: Mapping[str, Check]) -> Faults:
        """What the checks of inputs find wrong; if anything, the refusal is logged."""
        started = time.perf_counter()
        found = await anyio.to_thread.run_sync(_run_checks, checks, limiter=self._places)
        if found:
            Entry(self._kind).write(REFUSED, time.perf_counter() - started)
        return found


def _run_checks(checks: Mapping[str, Check]) -> Faults:
    found = {name: _find_fault(check) for name, check in checks.items()}
    return {name: fault for name, fault in found.items() if fault}


def _find_fault(check: Check) -> str | None:
    try:
        check()
    except SadCoeffError as error:
        return str(error)
    return None
