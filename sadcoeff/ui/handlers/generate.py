"""What the Run button and the settings below it do: a recording in, motion and files out."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import gradio as gr

from sadcoeff.face.bfm import Face
from sadcoeff.files.coeffs import Coeffs
from sadcoeff.motion.blinks import EYELIDS
from sadcoeff.source import Source, check_eye_blink, read_source
from sadcoeff.sync import measure_sync
from sadcoeff.ui import status
from sadcoeff.ui.handlers import models
from sadcoeff.ui.handlers.after_run import AfterRun
from sadcoeff.ui.handlers.batches import prepare_batch, run_checks
from sadcoeff.ui.handlers.cancel import Wishes
from sadcoeff.ui.handlers.jobs import Report, Values, run_job
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.ui.handlers.recordings import Files, sound_to_play
from sadcoeff.ui.handlers.result import Adjustments, Shown, draw, write_coeffs
from sadcoeff.ui.handlers.validation import (
    Check,
    Examiner,
    Faults,
    number_or_none,
    seed_or_new,
)
from sadcoeff.ui.storage import new_folder
from sadcoeff.weights.catalogue import DEMO

_READ, _PREDICTED = 0.1, 0.9  # how far along a run is after these stages


@dataclass(frozen=True)
class Request:
    """What one visitor asks the networks for."""

    audio: str | None
    pose_style: int = 0
    ref_pose: str | None = None
    source: str | None = None
    eye_blink: str | None = None
    seed: str | None = None
    device: str = models.CPU
    weights: str = DEMO
    normalise: bool = False
    eye_blink_mode: str = EYELIDS
    eye_blink_fps: str | None = None  # empty takes what the file says
    idle_seconds: str | None = None  # of motion where there is no recording


class Runner:
    """The main tab's event handlers."""

    def __init__(self, files: Files, face: Face | None = None) -> None:
        self.wishes = Wishes()
        self.after = AfterRun(face)
        self._files = files
        self.face = face
        self._examiner = Examiner("generate")

    async def check(self, visit: gr.Request, request: Request) -> Faults:
        """What is wrong with the inputs, shown at their components before a run queues."""
        self.wishes.enter(visit)
        return await self._examiner.find_faults(
            {
                **run_checks(
                    self._files,
                    request.audio,
                    request.idle_seconds,
                    request.seed,
                    request.weights,
                ),
                **self._coeff_checks(request),
            }
        )

    def _coeff_checks(self, request: Request) -> dict[str, Check]:
        """Checks of the coefficient files that are given, and of how they are read."""
        posed = {"ref_pose": request.ref_pose, "source": request.source}
        checks: dict[str, Check] = {
            name: partial(self._put_posed, path) for name, path in posed.items() if path
        }
        if request.eye_blink:
            mode, fps = request.eye_blink_mode, number_or_none(request.eye_blink_fps)
            checks["eye_blink"] = partial(self._files.coeffs.put, request.eye_blink)
            checks["eye_blink_fps"] = partial(check_eye_blink, mode, fps)
        return checks

    def _put_posed(self, path: str) -> None:
        """Read a file for the run; raises CoeffFileError if it has no head pose, too."""
        self._files.coeffs.put(path).with_pose()

    def generate(
        self, visit: gr.Request, request: Request, adjustments: Adjustments
    ) -> Iterator[Values]:
        """Turn speech into head pose and facial expression at 25 frames a second."""
        entry = Entry("generate", device=request.device)
        work = partial(self._work, visit, entry, request, adjustments)
        yield from run_job(entry, work, partial(self.wishes.why_stop, visit))

    def _work(
        self,
        visit: gr.Request,
        entry: Entry,
        request: Request,
        adjustments: Adjustments,
        report: Report,
    ) -> Values:
        """All of a run; gives the outputs of `generate`."""
        report("Loading the networks", 0.0)
        models.get(request.weights, request.device)
        started = time.perf_counter()
        shown = self._predict(entry, request, adjustments, report)
        seconds = time.perf_counter() - started
        report("Drawing the curves", _PREDICTED)
        self.after.remember(visit, shown.run)  # so that no redraw comes after this drawing
        take = shown.take
        outcome = status.Outcome(
            frames=len(take),
            pose_style=take.pose_style,
            seed=take.seed,
            device=entry.device,
            weights=request.weights,
            compute_seconds=seconds,
            raised_db=round(take.raised_db, 2),
            sync=shown.sync,
        )
        return {
            "line": outcome.status(),
            **draw(shown, adjustments, self.face),
            "file": write_coeffs(shown, adjustments, "mat", new_folder()),
            "shown": shown,
        }

    def _predict(
        self, entry: Entry, request: Request, adjustments: Adjustments, report: Report
    ) -> Shown:
        """The run; `entry` learns how long it is, and in words where it ran."""
        report("Reading the recording", 0.0)
        audio, seed = request.audio, seed_or_new(request.seed)
        source = self._read_source(request)
        batch, recording = prepare_batch(
            self._files, audio, request.idle_seconds, request.normalise, source, seed
        )
        entry.frames = batch["num_frames"]

        def frames_done(done: int, of: int) -> None:
            share = _READ + (_PREDICTED - _READ) * done / of
            report(f"Moving the face: frame {done} of {of}", share)

        report("Moving the face", _READ)
        take, entry.device = models.run(
            "take",
            request.weights,
            request.device,
            batch,
            frames_done,
            pose_style=request.pose_style,
            seed=seed,
        )
        return Shown(
            take=take,
            ref_pose=self._coeffs(request.ref_pose).with_pose() if request.ref_pose else None,
            crop=source.crop,
            eye_blink=request.eye_blink_mode if request.eye_blink else None,
            sound=sound_to_play(audio, recording) if audio and recording else None,
            sound_notes=recording.notes if recording else (),
            sync=measure_sync(take.expression, recording.samples) if recording else None,
            idle_unused=bool(recording and number_or_none(request.idle_seconds) is not None),
            run=entry.number,
            drawn=adjustments,
        )

    def _read_source(self, request: Request) -> Source:
        return read_source(
            request.source,
            request.eye_blink,
            eye_blink_mode=request.eye_blink_mode,
            eye_blink_fps=number_or_none(request.eye_blink_fps),
            read=self._coeffs,
        )

    def _coeffs(self, path: str | Path) -> Coeffs:
        """A file that the check has read.  Raises CoeffFileError."""
        return self._files.coeffs.take(str(path))
