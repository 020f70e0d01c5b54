"""What the Run button and the settings below it do: a recording in, motion and files out."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from sadcoeff.audio import load_audio
from sadcoeff.batch import make_batch
from sadcoeff.errors import SadCoeffError
from sadcoeff.face.bfm import Face
from sadcoeff.files.read import read_coeffs
from sadcoeff.motion.columns import FPS
from sadcoeff.ui import status
from sadcoeff.ui.handlers import models
from sadcoeff.ui.handlers import validation as inputs
from sadcoeff.ui.handlers.cancel import Wishes
from sadcoeff.ui.handlers.jobs import Report, staged
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.ui.handlers.result import Adjustments, Shown, export, view
from sadcoeff.ui.storage import new_folder
from sadcoeff.weights.catalogue import DEMO, find_weights

_HEARD, _PREDICTED = 0.1, 0.9  # how far along a run is after these stages


@dataclass(frozen=True)
class Request:
    """What one visitor asks the networks for, in the order of the components."""

    audio: str | None
    pose_style: int
    ref_pose: str | None
    source: str | None
    eye_blink: str | None
    seed: str | None
    device: str
    weights: str


class Runner:
    """The main tab's event handlers."""

    def __init__(self, max_seconds: float, face: Face | None = None) -> None:
        self.max_seconds = max_seconds
        self.face = face
        self.wishes = Wishes()
        self.examiner = inputs.Examiner("generate")

    async def check(self, *values: Any) -> list[dict[str, Any]]:
        """A verdict for each input of `generate`, shown at its component before a run queues."""
        request = Request(*values[: len(Request.__annotations__)])
        audio, weights = request.audio, request.weights
        files = (request.ref_pose, request.source, request.eye_blink)
        checks = [
            lambda: load_audio(inputs.recording(audio), self.max_seconds),
            inputs.fine,
            *(partial(_readable, f) for f in files),
            lambda: inputs.seed_number(request.seed),
            inputs.fine,
            lambda: find_weights(weights),
        ]
        return await self.examiner.verdicts(checks + [inputs.fine] * (len(values) - len(checks)))

    def generate(
        self,
        visit: gr.Request,
        audio: str | None,
        pose_style: int = 0,
        ref_pose: str | None = None,
        source: str | None = None,
        eye_blink: str | None = None,
        seed: str | None = None,
        device: str = "cpu",
        weights: str = DEMO,
        expression_strength: float = 1.0,
        head_strength: float = 1.0,
        smoothing: float = 1.0,
        still: bool = False,
        blinks: bool = True,
        blinks_per_minute: float = 0.0,
        ref_fps: float = float(FPS),
        ref_blend: int = 0,
    ) -> Iterator[tuple[Any, ...]]:
        """Turn speech into head pose and facial expression at 25 frames a second."""
        request = Request(audio, pose_style, ref_pose, source, eye_blink, seed, device, weights)
        wanted = partial(self.wishes.hold, visit)
        adjustments = Adjustments(
            expression_strength,
            head_strength,
            smoothing,
            still,
            blinks,
            blinks_per_minute,
            ref_fps,
            ref_blend,
        )
        entry = Entry("generate", device=device)
        work = partial(self._work, entry, request, adjustments)
        yield from staged(entry, work, outputs=7, wanted=wanted)

    def redraw(self, shown: Shown | None, *values: Any) -> tuple[Any, ...]:
        """Show the run again under other settings; the networks rest."""
        if shown is None:
            return (gr.skip(),) * 5
        try:
            return view(shown, Adjustments(*values), new_folder(), self.face)
        except SadCoeffError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def export(self, shown: Shown | None, *values: Any) -> list[str] | None:
        """All formats and figures of the run as files."""
        return export(shown, Adjustments(*values), new_folder()) if shown else None

    def _work(
        self,
        entry: Entry,
        request: Request,
        adjustments: Adjustments,
        report: Report,
    ) -> tuple[Any, ...]:
        """All of a run; gives the outputs of `generate`."""
        report("Loading the networks", 0.0)
        models.get(request.weights, request.device)
        started = time.perf_counter()
        shown = self._predict(entry, request, report)
        seconds = time.perf_counter() - started
        report("Drawing the curves", _PREDICTED)
        take = shown.take
        outcome = status.Outcome(
            len(take), take.pose_style, take.seed, entry.device, request.weights, seconds
        )
        return outcome.status(), *view(shown, adjustments, new_folder(), self.face), shown

    def _predict(self, entry: Entry, request: Request, report: Report) -> Shown:
        """The run; `entry` learns how long it is, and in words where it ran."""
        report("Listening to the recording", 0.0)
        seed = inputs.seed_number(request.seed)
        audio = inputs.recording(request.audio)
        ref_pose = read_coeffs(request.ref_pose) if request.ref_pose else None
        batch = make_batch(
            audio,
            request.source,
            request.eye_blink,
            seed=seed,
            max_seconds=self.max_seconds,
        )
        entry.frames = batch["num_frames"]

        def frames_done(done: int, of: int) -> None:
            share = _HEARD + (_PREDICTED - _HEARD) * done / of
            report(f"Moving the face: frame {done} of {of}", share)

        report("Moving the face", _HEARD)
        style = request.pose_style
        take, entry.device = models.run(
            "take",
            request.weights,
            request.device,
            batch,
            frames_done,
            pose_style=style,
            seed=seed,
        )
        return Shown(take, ref_pose, bool(request.eye_blink), audio, entry.number)


def _readable(path: str | None) -> None:
    if path:
        read_coeffs(path)
