"""What a run's networks are given: a visitor's recording, or seconds of idle motion."""

from pathlib import Path
from typing import Any

from sadcoeff.audio import Recording
from sadcoeff.batch import build_batch, build_idle_batch, idle_frames
from sadcoeff.source import NEUTRAL, Source
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.validation import Check, number_or_none, require_recording, seed_or_new
from sadcoeff.weights.catalogue import find_weights


def run_checks(
    files: Files, audio: str | None, idle_seconds: str | None, seed: str | None, weights: str
) -> dict[str, Check]:
    """What is asked of every run; a recording is decoded, and kept for it."""
    return {
        **_input_checks(files, audio, idle_seconds),
        "seed": lambda: seed_or_new(seed),
        "weights": lambda: find_weights(weights),
    }


def _input_checks(files: Files, audio: str | None, idle_seconds: str | None) -> dict[str, Check]:
    """Checks of the recording or, where there is none, of the idle seconds, a text field."""
    seconds = number_or_none(idle_seconds)
    if audio or seconds is None:
        return {"audio": lambda: files.sounds.put(require_recording(audio))}
    return {"idle_seconds": lambda: idle_frames(seconds, files.max_seconds)}


def prepare_batch(
    files: Files,
    audio: str | None,
    idle_seconds: str | None,
    normalise: bool,
    source: Source = NEUTRAL,
    seed: int | None = None,
) -> tuple[dict[str, Any], Recording | None]:
    """A batch, and the recording that it was made of, raised on demand; None for idle motion.

    Where there are both, the recording counts.
    Raises AudioError for an unusable recording or none, SettingError for the seconds.
    """
    seconds = number_or_none(idle_seconds)
    if audio or seconds is None:
        path = require_recording(audio)
        recording = files.sounds.take(path)
        if normalise:
            recording = recording.normalise()
        samples, gain = recording.samples, recording.raised_db
        batch = build_batch(samples, Path(path).stem, source, seed=seed, raised_db=gain)
        return batch, recording
    limit = files.max_seconds
    return build_idle_batch(seconds, source, seed=seed, max_seconds=limit), None
