"""What the Run button does: a recording and settings in, curves and a file out."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr
import numpy as np

from sadcoeff.audio import load_audio
from sadcoeff.batch import make_batch
from sadcoeff.checks import SEED_RANGE, whole_number
from sadcoeff.errors import AudioError, SadCoeffError
from sadcoeff.files import coeff_name, read_coeffs, write_mat
from sadcoeff.plots import expression_figure, pose_figure, to_svg
from sadcoeff.ui import status
from sadcoeff.ui.jobs import Job, Report
from sadcoeff.ui.models import Models

_NEW_SEEDS = 2**31
_HEARD, _PREDICTED = 0.1, 0.9  # how far along a run is after these stages
_WAIT = gr.skip()  # leaves an output as it is


@dataclass(frozen=True)
class Request:
    """What one visitor asks for."""

    audio: str | None
    pose_style: int
    ref_pose: str | None
    seed: str | None
    device: str
    weights: str


class Runner:
    """The main tab's event handlers, with the models that all visitors share."""

    def __init__(self, models: Models, max_seconds: float) -> None:
        self.models = models
        self.max_seconds = max_seconds

    def check(self, *inputs: Any) -> list[dict[str, Any]]:
        """A verdict for each input of `generate`, shown at its component before a run queues."""
        request = Request(*inputs)
        return [
            _verdict(lambda: load_audio(_recording(request), self.max_seconds)),
            gr.validate(True, ""),
            _verdict(lambda: request.ref_pose and read_coeffs(request.ref_pose)),
            _verdict(lambda: _seed(request)),
            gr.validate(True, ""),
            gr.validate(True, ""),
        ]

    def generate(
        self,
        audio: str | None,
        pose_style: int,
        ref_pose: str | None,
        seed: str | None,
        device: str,
        weights: str,
    ) -> Iterator[tuple[Any, Any, Any, Any]]:
        """Turn speech into head pose and facial expression at 25 frames a second."""
        request = Request(audio, pose_style, ref_pose, seed, device, weights)
        try:
            yield from self._stages(request)
        except SadCoeffError as error:
            yield status.failed(str(error)), _WAIT, _WAIT, _WAIT
            raise gr.Error(str(error), print_exception=False) from error

    def _stages(self, request: Request) -> Iterator[tuple[Any, Any, Any, Any]]:
        with (
            TemporaryDirectory(prefix="sadcoeff-") as folder,
            Job(partial(self._work, request, Path(folder))) as job,
        ):
            for stage, progress in job:
                yield status.running(stage, progress), _WAIT, _WAIT, _WAIT
            # Gradio copies the file into its cache before the folder goes.
            yield job.result()

    def _work(self, request: Request, folder: Path, report: Report) -> tuple[Any, Any, Any, Any]:
        """All of a run; gives the outputs of `generate`."""
        seed = _seed(request)
        report(("Loading the networks", 0.0))
        self.models.get(request.weights, request.device)
        started = time.perf_counter()
        coeffs, name = self._predict(request, seed, report)
        seconds = time.perf_counter() - started
        report(("Drawing the curves", _PREDICTED))
        write_mat(folder / name, coeffs)
        outcome = status.Outcome(
            len(coeffs), request.pose_style, seed, request.device, request.weights, seconds
        )
        return outcome.status(), _pose_svg(coeffs), _expression_svg(coeffs), str(folder / name)

    def _predict(self, request: Request, seed: int, report: Report) -> tuple[np.ndarray, str]:
        """Coefficients (T, 70) and the name of their file."""
        report(("Listening to the recording", 0.0))
        batch = make_batch(
            _recording(request), seed=seed, device=request.device, max_seconds=self.max_seconds
        )

        def frames_done(done: int, of: int) -> None:
            share = _HEARD + (_PREDICTED - _HEARD) * done / of
            report((f"Moving the face: frame {done} of {of}", share))

        report(("Moving the face", _HEARD))
        model = self.models.get(request.weights, request.device)
        coeffs = model.predict(
            batch, request.pose_style, request.ref_pose, seed=seed, progress=frames_done
        )
        return coeffs, coeff_name(batch["pic_name"], batch["audio_name"])


def _recording(request: Request) -> str:
    if not request.audio:
        raise AudioError("There is no recording yet: record, upload or pick an example first.")
    return request.audio


def _seed(request: Request) -> int:
    """The seed asked for, or a new one where the field is empty."""
    text = (request.seed or "").strip()
    if not text:
        return secrets.randbelow(_NEW_SEEDS)
    return whole_number("seed", int(text) if text.lstrip("+-").isdecimal() else text, *SEED_RANGE)


def _pose_svg(coeffs: np.ndarray) -> str:
    return to_svg(pose_figure(coeffs), "Head pose over time: pitch, yaw, roll; x, y, z")


def _expression_svg(coeffs: np.ndarray) -> str:
    return to_svg(expression_figure(coeffs), "Expression over time: strongest lines, all 64 as map")


def _verdict(check: Callable[[], object]) -> dict[str, Any]:
    try:
        check()
    except SadCoeffError as error:
        return gr.validate(False, str(error))
    return gr.validate(True, "")
