"""A visitor who speaks: pieces of sound in, what the page shows of them out."""

import threading
import time
from typing import Any

import numpy as np

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.live import LiveCoeffs
from sadcoeff.motion.columns import EXPRESSION, POSE
from sadcoeff.motion.edits import MAX_STRENGTH
from sadcoeff.motion.take import Take
from sadcoeff.ui.handlers.log import CANCELLED, DONE, Entry
from sadcoeff.ui.handlers.pieces import Pieces
from sadcoeff.ui.handlers.tape import FULL_SCALE, Tape
from sadcoeff.ui.handlers.validation import seed_or_new
from sadcoeff.ui.preview.passing import Passing
from sadcoeff.validation import real_number


class Speaking:
    """A live session.  Whoever uses it holds its `lock`, and asks before whether it is `over`."""

    def __init__(self, model: Audio2Coeff, pose_style: int, max_seconds: float) -> None:
        """Raises SettingError for a style out of range."""
        self.lock = threading.Lock()
        self.over = False
        self.heard_at = time.monotonic()  # the last piece
        self.entry = Entry("live", device=str(model.device))
        self.pose_style, self.seed, self.strength = pose_style, seed_or_new(None), 1.0
        self.pieces = Pieces()
        self.compute_seconds = 0.0
        self._live = LiveCoeffs(model, pose_style, seed=self.seed, keep=True)
        self._tape = Tape(max_seconds)
        self._passing = Passing(self.entry.number)
        self._start: np.ndarray | None = None  # the first head pose, (6,)
        self._began = time.perf_counter()

    @property
    def full(self) -> bool:
        """Whether it has heard as much as it may."""
        return self._tape.full

    def hear(self, samples: np.ndarray, rate: int, strength: float) -> dict[str, Any]:
        """What there is to show after (N,) or (N, channels) more samples at `rate` Hz.

        `strength` multiplies the expression, and the head's motion about its start.
        Raises AudioError for samples that are no sound, SettingError for rate or strength.
        """
        self.strength = real_number("strength", strength, 0, MAX_STRENGTH)
        started = time.perf_counter()
        self.heard_at = time.monotonic()
        sound = self._tape.push(samples, rate)
        coeffs = self._strengthen(self._live.feed(sound))
        self._passing.add(sound / np.float32(FULL_SCALE), coeffs)
        self.compute_seconds += time.perf_counter() - started
        return self._passing.value()

    def finish(self) -> tuple[Take, np.ndarray]:
        """The take of the whole recording, and its sound (N,) int16 at 16 kHz.

        Raises AudioError for less than one frame.
        """
        self._live.feed(self._tape.finish())
        self._live.finish()
        take = self._live.take()
        self.close(DONE)
        return take, self._tape.samples

    def close(self, outcome: str = CANCELLED) -> None:
        """Nothing is heard any more; log the session."""
        self.over = True
        self.entry.frames = self._live.frames
        self.entry.write(outcome, time.perf_counter() - self._began)

    def _strengthen(self, coeffs: np.ndarray) -> np.ndarray:
        """Coefficients (n, 70) with the strength of the moment; at 1, exactly themselves."""
        if self._start is None and len(coeffs):
            self._start = coeffs[0, POSE].copy()
        if self.strength != 1 and self._start is not None:
            coeffs[:, EXPRESSION] *= self.strength
            coeffs[:, POSE] = self._start + self.strength * (coeffs[:, POSE] - self._start)
        return coeffs
