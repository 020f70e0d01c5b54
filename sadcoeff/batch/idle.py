"""A batch made without any sound: SadTalker's idle mode."""

from pathlib import Path
from typing import Any

import torch

from sadcoeff.batch.assembly import assemble
from sadcoeff.errors import SettingError
from sadcoeff.mel import N_MELS, WINDOW_COLUMNS
from sadcoeff.motion.blinks import WHOLE_EXPRESSION
from sadcoeff.motion.columns import FPS
from sadcoeff.source import NEUTRAL, Source, read_source

LONGEST_IDLE = 24 * 3600.0  # seconds, where no lower limit is given


def make_idle_batch(
    seconds: float,
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    eye_blink_mode: str = WHOLE_EXPRESSION,
    eye_blink_fps: float | None = None,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
) -> dict[str, Any]:
    """Prepare motion without any sound for `Audio2Coeff.generate`: SadTalker's idle mode.

    All windows of the mel are zero, which is what the original gives its networks then (silence
    would be -4).  `audio_name` is `idlemode_{seconds}`, as the original calls it.  See
    `make_batch` for the rest.
    Raises SettingError for seconds that are not a number above 0 and up to `max_seconds` (a day,
    without), or less than one frame; CoeffFileError for an unusable file.
    """
    source = read_source(
        source_coeff_path,
        ref_eyeblink_coeff_path,
        eye_blink_mode=eye_blink_mode,
        eye_blink_fps=eye_blink_fps,
    )
    return build_idle_batch(
        seconds, source, use_blink=use_blink, seed=seed, device=device, max_seconds=max_seconds
    )


def build_idle_batch(
    seconds: float,
    source: Source = NEUTRAL,
    *,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
) -> dict[str, Any]:
    """The batch of `make_idle_batch`, from a source face in memory; see there."""
    frames = idle_frames(seconds, max_seconds)

    def windows(where: torch.device) -> torch.Tensor:
        zeros = torch.zeros(1, 1, 1, N_MELS, WINDOW_COLUMNS, device=where)
        return zeros.expand(-1, frames, -1, -1, -1)  # takes no memory

    name = f"idlemode_{float(seconds):g}"
    return assemble(windows, frames, name, source, use_blink, seed, device)


def idle_frames(seconds: Any, max_seconds: float | None = None) -> int:
    """The number of frames in so many seconds of idle motion; raises SettingError."""
    most = LONGEST_IDLE if max_seconds is None else max_seconds
    try:
        frames = int(float(seconds) * FPS + 1e-6)  # 1.16 s are 28.999999999999996 frames
    except (TypeError, ValueError, OverflowError):
        frames = 0
    if frames < 1 or float(seconds) > most:
        raise SettingError(
            f"The idle motion is to last {seconds!r} s: it must be a number from {1 / FPS:g} (one "
            f"frame) to {most:g}."
        )
    return frames
