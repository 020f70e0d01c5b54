"""Recordings of any length, out of the examples that the page ships."""

from pathlib import Path

import numpy as np
import soundfile

from sadcoeff.resources import ASSETS

EXAMPLES = sorted((ASSETS / "examples").glob("*.flac"))


def write_recording(path: Path, seconds: float, rate: int = 16_000) -> Path:
    """A mono WAV file of the examples one after the other, again and again.

    At another rate than theirs it sounds higher or lower: only its length counts here.
    """
    speech = np.concatenate([soundfile.read(example, dtype="float32")[0] for example in EXAMPLES])
    left = round(seconds * rate)
    with soundfile.SoundFile(path, "w", rate, 1) as file:
        while left > 0:
            file.write(speech[:left])
            left -= len(speech)
    return path
