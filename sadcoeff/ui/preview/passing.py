"""What the browser is sent while somebody speaks: the frames of the moment, and their sound."""

from typing import Any

import numpy as np

from sadcoeff.audio import SAMPLES_PER_FRAME
from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.curves import curves_from
from sadcoeff.face.rest import RunningRest
from sadcoeff.motion.columns import COLUMNS, EXPRESSION, FPS
from sadcoeff.ui.preview.value import PEAKS_PER_FRAME, find_peaks, pack

# Frames that are sent once more with the next ones.  Gradio's page may pass over a value when the
# next one comes quickly, and their motion would be lost.
_AGAIN = FPS


class Passing:
    """The latest frames and the peaks of their sound, as they are drawn.

    The face is seen from its rest, as in a recording: from that of the frames so far.
    """

    def __init__(self, run: int) -> None:
        """`run` tells one session from the next."""
        self._run = run
        self._coeffs = np.empty((0, COLUMNS), np.float32)  # the last ones
        self._frames = self._heard = 0  # that have come, and whose sound has
        self._new = 0  # frames that have not been sent
        self._peaks = np.empty(0, np.uint8)  # of the frames in `_coeffs` and after them
        self._running = RunningRest(load_calibration())
        self._rest = load_calibration().rest

    def add(self, samples: np.ndarray, coeffs: np.ndarray) -> None:
        """More sound (640 * N,) float32 at 16 kHz, and the frames (M, 70) that have come of it."""
        self._heard += len(samples) // SAMPLES_PER_FRAME
        self._frames += len(coeffs)
        self._new += len(coeffs)
        self._coeffs = np.concatenate([self._coeffs, coeffs])[-self._new - _AGAIN :]
        kept_peaks = PEAKS_PER_FRAME * (self._heard - self._frames + len(self._coeffs))
        self._peaks = np.append(self._peaks, find_peaks(samples))[-kept_peaks:]
        for row in coeffs[:, EXPRESSION].astype(np.float64):
            self._rest = self._running.push(row)

    def value(self) -> dict[str, Any]:
        """What is new, with some of what came before it.

        first: the number of the first frame that is sent; its sound is that of the first peaks.
        """
        sent = min(self._new + _AGAIN, len(self._coeffs))
        self._new = 0
        coeffs = self._coeffs[len(self._coeffs) - sent :]
        peaks = PEAKS_PER_FRAME * (self._heard - self._frames + sent)
        return {
            "run": self._run,
            "first": self._frames - sent,
            "coeffs": pack(coeffs, np.float32),
            "curves": pack(curves_from(self._rest, coeffs[:, EXPRESSION]), np.float32),
            "rest": pack(self._rest, np.float32),
            "peaks": pack(self._peaks[len(self._peaks) - peaks :], np.uint8),
        }
