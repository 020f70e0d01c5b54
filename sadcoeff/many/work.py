"""What one worker does: groups of recordings in, coefficients out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sadcoeff.audio2coeff import Audio2Coeff, Progress
from sadcoeff.batch import make_batch
from sadcoeff.catalogue import find_weights
from sadcoeff.edits import render
from sadcoeff.errors import AudioError
from sadcoeff.files import read_coeffs
from sadcoeff.many.inputs import Item
from sadcoeff.many.settings import Settings
from sadcoeff.meta import Meta
from sadcoeff.refpose import ref_motion

# Sums of floats hang on how many threads share them: with one, every worker gives the same bits.
THREADS_OF_A_WORKER = 1


@dataclass(frozen=True, eq=False)
class Result:
    """What came of one recording: coefficients and how they were made, or an error."""

    item: Item
    seconds: float  # that it took; those of a group are shared out by frames
    coeffs: np.ndarray | None = None  # (T, 70) float32
    meta: Meta | None = None
    error: str | None = None


class Worker:
    """One model and the settings of a batch.  Can serve several threads at once."""

    def __init__(self, settings: Settings) -> None:
        """Load the model.  Raises SettingError, WeightsError or CoeffFileError."""
        self.settings = settings
        weights = find_weights(settings.weights)
        self.model = Audio2Coeff(weights, settings.device, precision=settings.precision)
        self.ref = read_coeffs(settings.ref_pose) if settings.ref_pose else None

    def work(self, group: Sequence[Item], progress: Progress | None = None) -> list[Result]:
        """Run a group.  A recording that will not do becomes an error and leaves the rest alone.

        What `progress` raises ends the run.
        """
        heard = [self._hear(item) for item in group]
        bad = [h for h in heard if isinstance(h, Result)]
        return bad + self._predict([h for h in heard if not isinstance(h, Result)], progress)

    def _hear(self, item: Item) -> tuple[Item, dict[str, Any], float] | Result:
        """The item with its batch and the seconds that this took, or what was wrong with it."""
        settings, start = self.settings, time.perf_counter()
        try:
            batch = make_batch(
                item.path,
                settings.source,
                use_blink=settings.blink,
                seed=settings.seed_of(item.name),
                device=settings.device,
            )
        except AudioError as error:
            return Result(item, time.perf_counter() - start, error=str(error))
        return item, batch, time.perf_counter() - start

    def _predict(
        self, heard: Sequence[tuple[Item, dict[str, Any], float]], progress: Progress | None
    ) -> list[Result]:
        start, style = time.perf_counter(), self.settings.style
        batches = [batch for _, batch, _ in heard]
        seeds = [self.settings.seed_of(item.name) for item, _, _ in heard]
        takes = self.model.takes(batches, style, seeds=seeds, progress=progress)
        motions = [None if self.ref is None else ref_motion(self.ref, len(t)) for t in takes]
        coeffs = [render(t, motion=m) for t, m in zip(takes, motions, strict=True)]
        a_frame = (time.perf_counter() - start) / max(1, sum(map(len, coeffs)))
        return [
            Result(item, hearing + a_frame * len(c), c, self.model.meta(batch, style, seed))
            for (item, batch, hearing), seed, c in zip(heard, seeds, coeffs, strict=True)
        ]
