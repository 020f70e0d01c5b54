"""What the browser is sent of a run, to play it in the preview."""

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np

from sadcoeff.audio import SAMPLES_PER_FRAME
from sadcoeff.face.bfm import Face
from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.curves import face_curves
from sadcoeff.face.rest import rest_of
from sadcoeff.motion.columns import EXPRESSION, FPS, POSE

PEAKS_PER_FRAME = 4  # bars of the waveform, one for each 10 ms
_BAR = SAMPLES_PER_FRAME // PEAKS_PER_FRAME  # samples


@dataclass(frozen=True, eq=False)
class Sound:
    """A recording as the preview plays and draws it."""

    path: str
    peaks: np.ndarray  # (4 N,) uint8, the loudest sample of each 10 ms of N frames, 0...255

    @classmethod
    def of(cls, path: str, samples: np.ndarray) -> "Sound":
        """A file and what `sadcoeff.audio.load_audio` gives for it, (640 * N,)."""
        return cls(path, find_peaks(samples))


def find_peaks(samples: np.ndarray) -> np.ndarray:
    """The loudest sample of each 10 ms of (640 * N,), 0...255: (4 N,) uint8."""
    loudest = np.abs(samples).reshape(-1, _BAR).max(axis=1)
    return np.clip(loudest * 255, 0, 255).astype(np.uint8)


def preview_value(
    coeffs: np.ndarray, run: int, sound: Sound | None = None, face: Face | None = None
) -> dict[str, Any]:
    """What the browser needs to play coeffs (T, 70), with a sound or silently.

    `run` tells one recording from the next; with the same one, playing goes on where it is.
    `face` is the one given to `preview_routes`; without it our own head is shown.
    """
    expression = coeffs[:, EXPRESSION]
    rest = rest_of(expression.astype(np.float64), load_calibration())
    return {
        "run": run,
        "fps": FPS,
        "frames": len(coeffs),
        "pose": pack(coeffs[:, POSE], np.float32),
        "expression": pack(expression, np.float32),
        "rest": pack(rest, np.float32),
        "curves": pack(face_curves(expression), np.float32),
        "face": f"../faces/{face.file_name}" if face else None,
        "audio": {"path": sound.path, "meta": {"_type": "gradio.FileData"}} if sound else None,
        "peaks": pack(_fit(sound.peaks, len(coeffs)), np.uint8) if sound else None,
    }


def _fit(peaks: np.ndarray, frames: int) -> np.ndarray:
    """The peaks of so many frames, (4 T,); 0 after the sound's end."""
    fitted = np.zeros(PEAKS_PER_FRAME * frames, np.uint8)
    kept = peaks[: len(fitted)]
    fitted[: len(kept)] = kept
    return fitted


def pack(values: np.ndarray, kind: type) -> str:
    """Numbers as the browser reads them: base64 of their bytes."""
    return base64.b64encode(np.ascontiguousarray(values, kind).tobytes()).decode()
