"""What the Run button does: a recording and settings in, curves and a file out."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from sadcoeff.audio import load_audio
from sadcoeff.batch import make_batch
from sadcoeff.catalogue import find_weights
from sadcoeff.files import coeff_name, read_coeffs, write_mat
from sadcoeff.plots import expression_figure, pose_figure, to_svg
from sadcoeff.ui import inputs, status
from sadcoeff.ui.jobs import Report, staged
from sadcoeff.ui.models import Models

_HEARD, _PREDICTED = 0.1, 0.9  # how far along a run is after these stages


@dataclass(frozen=True)
class Request:
    """What one visitor asks for, as the page sends it."""

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

    def check(self, *values: Any) -> list[dict[str, Any]]:
        """A verdict for each input of `generate`, shown at its component before a run queues."""
        request = Request(*values)
        return [
            inputs.verdict(lambda: load_audio(inputs.recording(request.audio), self.max_seconds)),
            inputs.FINE,
            inputs.verdict(lambda: request.ref_pose and read_coeffs(request.ref_pose)),
            inputs.verdict(lambda: inputs.seed_number(request.seed)),
            inputs.FINE,
            inputs.verdict(lambda: find_weights(request.weights)),
        ]

    def generate(
        self,
        audio: str | None,
        pose_style: int,
        ref_pose: str | None,
        seed: str | None,
        device: str,
        weights: str,
    ) -> Iterator[tuple[Any, ...]]:
        """Turn speech into head pose and facial expression at 25 frames a second."""
        request = Request(audio, pose_style, ref_pose, seed, device, weights)
        # Gradio copies the file into its cache before the folder goes.
        with TemporaryDirectory(prefix="sadcoeff-") as folder:
            yield from staged(partial(self._work, request, Path(folder)), outputs=4)

    def _work(self, request: Request, folder: Path, report: Report) -> tuple[Any, ...]:
        """All of a run; gives the outputs of `generate`."""
        seed = inputs.seed_number(request.seed)
        report("Loading the networks", 0.0)
        self.models.get(request.weights, request.device)
        started = time.perf_counter()
        coeffs, name = self._predict(request, seed, report)
        seconds = time.perf_counter() - started
        report("Drawing the curves", _PREDICTED)
        write_mat(folder / name, coeffs)
        outcome = status.Outcome(
            len(coeffs), request.pose_style, seed, request.device, request.weights, seconds
        )
        return outcome.status(), pose_svg(coeffs), expression_svg(coeffs), str(folder / name)

    def _predict(self, request: Request, seed: int, report: Report) -> tuple[np.ndarray, str]:
        """Coefficients (T, 70) and the name of their file."""
        report("Listening to the recording", 0.0)
        batch = make_batch(
            inputs.recording(request.audio),
            seed=seed,
            device=request.device,
            max_seconds=self.max_seconds,
        )

        def frames_done(done: int, of: int) -> None:
            share = _HEARD + (_PREDICTED - _HEARD) * done / of
            report(f"Moving the face: frame {done} of {of}", share)

        report("Moving the face", _HEARD)
        model = self.models.get(request.weights, request.device)
        coeffs = model.predict(
            batch, request.pose_style, request.ref_pose, seed=seed, progress=frames_done
        )
        return coeffs, coeff_name(batch["pic_name"], batch["audio_name"])


def pose_svg(coeffs: np.ndarray) -> str:
    """The head pose of (T, 70) as an SVG for the page."""
    return to_svg(pose_figure(coeffs), "Head pose over time: pitch, yaw, roll; x, y, z")


def expression_svg(coeffs: np.ndarray) -> str:
    """The expression of (T, 70) as an SVG for the page."""
    return to_svg(expression_figure(coeffs), "Expression over time: strongest lines, all 64 as map")
