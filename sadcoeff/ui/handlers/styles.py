"""One recording in every pose style, with the noise held fixed."""

import base64
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import gradio as gr
import numpy as np

from sadcoeff.motion.columns import FPS
from sadcoeff.plots import AXIS_COLOURS
from sadcoeff.ui import status
from sadcoeff.ui.handlers import models
from sadcoeff.ui.handlers.batches import prepare_batch, run_checks
from sadcoeff.ui.handlers.cancel import Wishes
from sadcoeff.ui.handlers.jobs import Report, Values, run_job
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.validation import Examiner, Faults, seed_or_new
from sadcoeff.weights.styles import style_words

MAX_POINTS = 160  # of a small chart, about one a pixel


@dataclass(frozen=True)
class StyleMotion:
    """How much and how fast a style moves the head."""

    style: int
    words: str  # on how it moves; "" for weights whose styles nobody has described
    range: float  # degrees, of the angle that turns furthest
    speed: float  # degrees a second, mean over time, all three angles together


class Comparer:
    """The event handlers of the tab."""

    def __init__(self, files: Files) -> None:
        self.wishes = Wishes()
        self._files = files
        self._examiner = Examiner("compare_styles")

    async def check(
        self,
        visit: gr.Request,
        audio: str | None,
        seed: str | None,
        weights: str,
        idle_seconds: str | None = None,
    ) -> Faults:
        """What is wrong with the inputs.

        Lets everything of the page in: its fields are on another tab, so the run tells faults.
        """
        self.wishes.enter(visit)
        if self.wishes.by_click(visit):
            return {}
        return await self._examiner.find_faults(
            run_checks(self._files, audio, idle_seconds, seed, weights)
        )

    def compare_styles(
        self,
        visit: gr.Request,
        audio: str | None,
        seed: str | None,
        device: str,
        weights: str,
        normalise: bool = False,
        idle_seconds: str | None = None,
    ) -> Iterator[Values]:
        """Move the head in all 46 styles with the same noise; gives range and speed of each."""
        entry = Entry("compare_styles", device=device)
        work = partial(self._work, entry, audio, idle_seconds, normalise, seed, weights)
        yield from run_job(entry, work, partial(self.wishes.why_stop, visit))

    def _work(
        self,
        entry: Entry,
        audio: str | None,
        idle_seconds: str | None,
        normalise: bool,
        seed: str | None,
        weights: str,
        report: Report,
    ) -> Values:
        device, number = entry.device, seed_or_new(seed)
        report("Reading the recording", 0.0)
        models.get(weights, device)
        started = time.perf_counter()
        batch, recording = prepare_batch(self._files, audio, idle_seconds, normalise)
        entry.frames = batch["num_frames"]

        def frames_done(done: int, of: int) -> None:
            report(f"Moving the head in 46 styles: frame {done} of {of}", 0.9 * done / of)

        moved, where = models.run(
            "poses_in_styles", weights, device, batch, frames_done, seed=number
        )
        seconds, poses = time.perf_counter() - started, moved.poses
        length = poses.shape[1] / FPS
        line = (
            f"{status.in_seconds(length)} in {len(poses)} styles"
            f"{status.tell_raising(batch['raised_db'])} · seed {number} · {where} · {weights} "
            f"weights · computed in {status.in_seconds(seconds)}"
        )
        line = " · ".join([line, *(recording.notes if recording else ())])
        return {"line": status.say(line), "grid": grid_value(poses, style_words(weights))}


def grid_value(poses: np.ndarray, words: Sequence[str]) -> dict[str, Any]:
    """What the grid draws of poses (S, T, 6): head angles in degrees about their start.

    `words` say how each style moves; none where that is not known.
    """
    angles = np.degrees(poses[:, :, :3])
    turned = angles - angles[:, :1]
    step = -(-turned.shape[1] // MAX_POINTS)
    curves = turned[:, ::step].transpose(0, 2, 1)  # (S, 3, points)
    return {
        "styles": [
            asdict(style_motion(s, words[s] if words else "", a)) for s, a in enumerate(angles)
        ],
        "curves": base64.b64encode(curves.astype("<f4").tobytes()).decode(),
        "points": curves.shape[2],
        "limit": max(float(np.abs(curves).max()), 1.0),  # degrees, the one scale of all
        "colours": AXIS_COLOURS,
    }


def style_motion(style: int, words: str, angles: np.ndarray) -> StyleMotion:
    """Range and speed of head angles (T, 3) in degrees."""
    steps = np.linalg.norm(np.diff(angles, axis=0), axis=1)
    speed = float(steps.mean()) * FPS if len(steps) else 0.0
    return StyleMotion(style, words, float(np.ptp(angles, axis=0).max()), speed)
