"""What one worker does: groups of recordings in, coefficients out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.audio import load_recording
from sadcoeff.audio2coeff import Audio2Coeff, Progress
from sadcoeff.batch import build_batch
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.recordings import Item
from sadcoeff.errors import AudioError
from sadcoeff.motion.edits import render
from sadcoeff.motion.meta import Meta
from sadcoeff.motion.reference import ref_motion
from sadcoeff.weights.catalogue import find_weights

# Floating-point sums depend on how many threads share them: with one, all workers agree to the bit.
THREADS_PER_WORKER = 1


@dataclass(frozen=True, eq=False)
class Output:
    """The coefficients of one recording, (T, 70) float32, and how they were made."""

    coeffs: np.ndarray
    meta: Meta


@dataclass(frozen=True, eq=False)
class Result:
    """What came of one recording: its output, or an error."""

    item: Item
    seconds: float  # it took; a group's time is divided by frames
    output: Output | None = None
    notes: tuple[str, ...] = ()  # what is wrong with a recording that can be used
    error: str | None = None


@dataclass(frozen=True, eq=False)
class _Prepared:
    """A recording on its way to the networks."""

    item: Item
    batch: dict[str, Any]
    notes: tuple[str, ...]
    seconds: float  # that preparing it took


class Worker:
    """One model and the options of a bulk run.  Can serve several threads at once."""

    def __init__(self, options: Options, references: References) -> None:
        """Load the model.  Raises SettingError or WeightsError."""
        self.options, self.references = options, references
        weights = find_weights(options.weights)
        self.model = Audio2Coeff(weights, options.device, precision=options.precision)

    def work(self, group: Sequence[Item], progress: Progress | None = None) -> list[Result]:
        """Run a group.  An unusable recording becomes an error and leaves the rest alone.

        What `progress` raises ends the run.
        """
        prepared = [self._prepare(item) for item in group]
        bad = [p for p in prepared if isinstance(p, Result)]
        return bad + self._predict([p for p in prepared if not isinstance(p, Result)], progress)

    def _prepare(self, item: Item) -> _Prepared | Result:
        """What the networks need of an item, or what was wrong with it."""
        options, start = self.options, time.perf_counter()
        try:
            recording = load_recording(item.path)
        except AudioError as error:
            return Result(item, time.perf_counter() - start, error=str(error))
        batch = build_batch(
            recording.samples,
            Path(item.path).stem,
            self.references.source,
            use_blink=options.blink,
            seed=options.derive_seed(item.name),
            device=options.device,
        )
        return _Prepared(item, batch, recording.notes, time.perf_counter() - start)

    def _predict(self, prepared: Sequence[_Prepared], progress: Progress | None) -> list[Result]:
        start, ref = time.perf_counter(), self.references.ref_pose
        batches = [p.batch for p in prepared]
        seeds = [self.options.derive_seed(p.item.name) for p in prepared]
        takes = self.model.takes(batches, self.options.style, seeds=seeds, progress=progress)
        motions = [None if ref is None else ref_motion(ref, len(t)) for t in takes]
        coeffs = [render(t, motion=m) for t, m in zip(takes, motions, strict=True)]
        per_frame = (time.perf_counter() - start) / max(1, sum(map(len, coeffs)))
        return [
            Result(p.item, p.seconds + per_frame * len(c), Output(c, take.meta()), p.notes)
            for p, take, c in zip(prepared, takes, coeffs, strict=True)
        ]
