"""What visitors give, checked and turned into values."""

import secrets
from collections.abc import Callable
from typing import Any

import gradio as gr

from sadcoeff.checks import SEED_RANGE, whole_number
from sadcoeff.errors import AudioError, SadCoeffError

_NEW_SEEDS = 2**31
FINE = gr.validate(True, "")  # a validator's verdict on what needs no message


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


def verdict(check: Callable[[], object]) -> dict[str, Any]:
    """What a validator returns for an input: the message of what `check` raises, if anything."""
    try:
        check()
    except SadCoeffError as error:
        return gr.validate(False, str(error))
    return FINE
