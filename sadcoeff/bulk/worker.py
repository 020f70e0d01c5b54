"""What one worker does: groups of recordings in, coefficients out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.audio import load_recording
from sadcoeff.audio2coeff import Audio2Coeff, Progress
from sadcoeff.batch import build_batch
from sadcoeff.bulk.groups import gather
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.recordings import Item
from sadcoeff.errors import AudioError
from sadcoeff.motion.edits import render
from sadcoeff.motion.meta import Meta
from sadcoeff.motion.reference import RefPose, ref_motion
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
        results: list[Result] = []
        # As many at once as their true lengths allow: those that made the group were estimated.
        for part in gather(self._prepare_all(group, results), lambda p: p.batch["num_frames"]):
            results += self._predict(part, progress)
        return results

    def _prepare_all(self, group: Sequence[Item], bad: list[Result]) -> Iterator[_Prepared]:
        """The usable recordings, one by one; the others are added to `bad`."""
        for item in group:
            start = time.perf_counter()
            try:
                yield self._prepare(item, start)
            except AudioError as error:
                bad.append(Result(item, time.perf_counter() - start, error=str(error)))

    def _prepare(self, item: Item, start: float) -> _Prepared:
        """What the networks need of an item.  Raises AudioError."""
        options = self.options
        recording = load_recording(item.path)
        if options.normalise:
            recording = recording.normalise()
        batch = build_batch(
            recording.samples,
            Path(item.path).stem,
            self.references.source,
            use_blink=options.edits.blinks,
            seed=options.derive_seed(item.name),
            device=options.device,
            raised_db=recording.raised_db,
        )
        return _Prepared(item, batch, recording.notes, time.perf_counter() - start)

    def _predict(self, prepared: Sequence[_Prepared], progress: Progress | None) -> list[Result]:
        options, start = self.options, time.perf_counter()
        ref, how = self.references.ref_pose, RefPose(options.ref_fps)
        batches = [p.batch for p in prepared]
        seeds = [options.derive_seed(p.item.name) for p in prepared]
        takes = self.model.takes(batches, options.style, seeds=seeds, progress=progress)
        motions = [None if ref is None else ref_motion(ref, len(t), how) for t in takes]
        coeffs = [render(t, options.edits, m) for t, m in zip(takes, motions, strict=True)]
        per_frame = (time.perf_counter() - start) / max(1, sum(map(len, coeffs)))
        return [
            Result(p.item, p.seconds + per_frame * len(c), Output(c, take.meta()), p.notes)
            for p, take, c in zip(prepared, takes, coeffs, strict=True)
        ]
