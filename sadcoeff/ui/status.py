"""The line that says how a run is going, and afterwards what came out."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from sadcoeff.motion.columns import FPS

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
IDLE = "Record or upload speech, then press Run."


@dataclass(frozen=True)
class Outcome:
    """What a finished run is known by."""

    frames: int
    pose_style: int
    seed: int | None
    device: str
    weights: str
    compute_seconds: float

    def status(self) -> dict[str, Any]:
        """The status value: one line to read, and its figures by name for scripts."""
        length = self.frames / FPS
        factor = self.compute_seconds / length
        return {
            "message": f"{length:.1f} s · {self.frames} frames · style {self.pose_style} · seed "
            f"{self.seed} · {self.device} · {self.weights} weights · computed in "
            f"{self.compute_seconds:.2f} s, real-time factor {factor:.3f} "
            f"({1 / factor:.0f} times faster than the sound)",
            "progress": 1,
            "seconds": length,
            "real_time_factor": round(factor, 4),
            **self.__dict__,
        }


def running(stage: str, progress: float) -> dict[str, Any]:
    """The status value of a run under way, progress in 0...1."""
    return {"message": stage, "progress": progress}


def say(message: str) -> dict[str, Any]:
    """A status value that is only words: a hint, an error."""
    return {"message": message, "progress": None}


def status_line(message: str) -> gr.HTML:
    """The component, saying `message` at first."""
    return gr.HTML(say(message), label="Status", html_template=_TEMPLATE, js_on_load=_SCRIPT)
