"""The line that says how a run is going, and afterwards what came out."""

from dataclasses import asdict, dataclass
from typing import Any

import gradio as gr

from sadcoeff.motion.columns import FPS
from sadcoeff.sync import Sync
from sadcoeff.sync.verdict import EARLY, IN_STEP, LATE

_TEMPLATE = """
<div class="status" role="status" aria-live="polite">
  <p class="message"></p>
  <progress max="1" aria-label="Progress"></progress>
</div>
"""
# Text goes in by textContent: a template would run what looks like code in a value.
_SCRIPT = """
const message = element.querySelector('.message');
const bar = element.querySelector('progress');
function show() {
    const value = props.value || {};
    message.textContent = value.message || '';
    bar.value = value.progress || 0;
    bar.classList.toggle('running', typeof value.progress === 'number' && value.progress < 1);
}
show();
watch('value', show);
"""

CANCELLED = "Cancelled. Nothing was saved."
RESTARTED = "Starting again with the current settings."
REPLACED = "Withdrawn: the live recording is shown instead."
_SAME = 1.25  # ratio of two times up to which they are called the same


@dataclass(frozen=True)
class Outcome:
    """What a finished run is known by."""

    frames: int
    pose_style: int
    seed: int | None
    device: str
    weights: str
    compute_seconds: float
    raised_db: float = 0.0  # by which the recording was raised
    sync: Sync | None = None  # how the mouth goes with the recording

    def status(self) -> dict[str, Any]:
        """The status value: one line to read, and its figures by name for scripts."""
        length = self.frames / FPS
        factor = self.compute_seconds / length
        frames = "1 frame" if self.frames == 1 else f"{self.frames} frames"
        return {
            "message": f"{in_seconds(length)} · {frames}{tell_raising(self.raised_db)} · style "
            f"{self.pose_style} · seed {self.seed} · {self.device} · {self.weights} weights"
            f"{_tell_sync(self.sync)} · computed in {in_seconds(self.compute_seconds)}, "
            f"real-time factor {_shorten(factor)} ({_compare_speed(factor)})",
            "progress": 1,
            "seconds": length,
            "real_time_factor": round(factor, 4),
            **asdict(self),
        }


def tell_raising(decibels: float) -> str:
    """By how much a recording was raised, as a part of a line; "" for less than half a dB."""
    return f" · raised by {decibels:.0f} dB" if round(decibels) else ""


def _tell_sync(sync: Sync | None) -> str:
    """Whether the mouth is in step, as a part of a line; "" where that is not known."""
    if sync is None or sync.verdict not in (IN_STEP, LATE, EARLY):
        return ""
    return f" · mouth {sync.verdict}, agreement {sync.agreement:.2f}"


def in_seconds(seconds: float) -> str:
    """A time to read: one decimal, or two digits where less than a second would lose them."""
    return f"{seconds:.1f} s" if seconds >= 1 else f"{max(seconds, 0.001):.2g} s"


def _compare_speed(factor: float) -> str:
    """How long a run took beside its sound, in words; `factor` is that of real time."""
    if factor > _SAME:
        return f"{_shorten(factor)} times as long as the sound"
    if factor * _SAME > 1:
        return "about as long as the sound"
    return f"{_shorten(1 / max(factor, 0.0001))} times faster than the sound"


def _shorten(number: float) -> str:
    """Two digits, or all that are before the point: never 0, and never an exponent."""
    return f"{number:.0f}" if number >= 10 else f"{max(number, 0.0001):.2g}"


def running(stage: str, progress: float) -> dict[str, Any]:
    """The status value of a run under way, progress in 0...1."""
    return {"message": stage, "progress": progress}


def say(message: str) -> dict[str, Any]:
    """A status value that is only words: a hint, an error."""
    return {"message": message, "progress": None}


def status_line(message: str) -> gr.HTML:
    """The component, saying `message` at first."""
    return gr.HTML(say(message), label="Status", html_template=_TEMPLATE, js_on_load=_SCRIPT)
