"""What a run's networks are given: a visitor's recording, or seconds of idle motion."""

from pathlib import Path
from typing import Any

from sadcoeff.audio import Recording
from sadcoeff.batch import build_batch, build_idle_batch, idle_frames
from sadcoeff.source import NEUTRAL, Source
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.validation import Check, number_or_none, require_recording


def input_checks(files: Files, audio: str | None, idle_seconds: str | None) -> dict[str, Check]:
    """Checks of the recording or, where there is none, of the idle seconds, a text field."""
    seconds = number_or_none(idle_seconds)
    if audio or seconds is None:
        return {"audio": lambda: files.sounds.put(require_recording(audio))}
    return {"idle_seconds": lambda: idle_frames(seconds, files.max_seconds)}


def prepare_batch(
    files: Files,
    audio: str | None,
    idle_seconds: str | None,
    source: Source = NEUTRAL,
    seed: int | None = None,
) -> tuple[dict[str, Any], Recording | None]:
    """A batch, and the recording that it was made of; None for idle motion.

    Where there are both, the recording counts.
    Raises AudioError for an unusable recording or none, SettingError for the seconds.
    """
    seconds = number_or_none(idle_seconds)
    if audio or seconds is None:
        path = require_recording(audio)
        recording = files.sounds.take(path)
        return build_batch(recording.samples, Path(path).stem, source, seed=seed), recording
    limit = files.max_seconds
    return build_idle_batch(seconds, source, seed=seed, max_seconds=limit), None
