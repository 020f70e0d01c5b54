"""Synthetic speech whose sounds and their times are known, shipped for measuring.

Made by `tools/spoken.py` with espeak-ng, in voices that the embedded weights never heard.
"""

import json
from dataclasses import dataclass

import numpy as np

from sadcoeff.audio import load_audio
from sadcoeff.resources import ASSETS

VOICES = ASSETS / "voices"
LIPS_CLOSED, OPEN_VOWEL, PAUSE = "lips closed", "open vowel", "pause"


@dataclass(frozen=True, eq=False)
class Voice:
    """One voice's sentences: samples (N,) at 16 kHz, and its sounds.

    A sound is its start and end in seconds and its kind: LIPS_CLOSED for p, b and m, OPEN_VOWEL,
    PAUSE, or "other".
    """

    name: str
    samples: np.ndarray
    sounds: list[tuple[float, float, str]]


def load_voices() -> list[Voice]:
    """All of them, six in as many languages, half a minute together."""
    sounds = json.loads((VOICES / "sounds.json").read_text(encoding="utf-8"))
    return [
        Voice(name, load_audio(VOICES / f"{name}.flac"), [(s, e, kind) for s, e, kind in found])
        for name, found in sounds.items()
    ]
