"""Coefficients published with their sound, and what the demo weights make of the examples."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sadcoeff import Audio2Coeff, find_weights
from sadcoeff.audio import SAMPLES_PER_FRAME, load_audio
from sadcoeff.batch import build_batch
from sadcoeff.motion.columns import EXPRESSION, FPS
from sadcoeff.motion.reference import resample
from sadcoeff.resources import ASSETS

SONG = "dyntet_sing_72s"  # has no licence: measured, not fitted on
_RUNS = 3  # of a clip, at most: they share their sound


@dataclass(frozen=True)
class Clip:
    """One sound, and the expressions that were made of it."""

    name: str
    group: str  # the folder
    expressions: np.ndarray  # (runs, T, 64), 25 frames a second
    samples: np.ndarray  # (640 T,), 16 kHz

    @property
    def repository(self) -> str:
        """Where it was published."""
        return self.name.split("_")[0]


def read_clips(folder: Path) -> list[Clip]:
    """Every clip of a folder, in the order of their names."""
    return [_read(path) for path in sorted(folder.glob("*.npz")) if path.stem != "blink_vector"]


def _read(path: Path) -> Clip:
    with np.load(path) as file:
        rows = file["coeff_3dmm"][..., EXPRESSION]
        fps = float(file["fps"]) if "fps" in file else float(FPS)
    runs = rows if rows.ndim == 3 else rows[None]
    runs = np.stack([resample(run, fps) for run in runs[:_RUNS]])
    return _trim(path.stem, path.parent.name, runs, load_audio(path.with_suffix(".flac")))


def _trim(name: str, group: str, runs: np.ndarray, samples: np.ndarray) -> Clip:
    frames = min(runs.shape[1], len(samples) // SAMPLES_PER_FRAME)
    return Clip(name, group, runs[:, :frames], samples[: frames * SAMPLES_PER_FRAME])


def speak_examples() -> list[Clip]:
    """Both example recordings as the demo weights move them."""
    model = Audio2Coeff(find_weights("demo"), "cpu")
    clips = []
    for path in sorted((ASSETS / "examples").glob("*.flac")):
        samples = load_audio(path)
        coeffs = model.predict(build_batch(samples, path.stem, seed=1), 0, seed=1)
        clips.append(_trim(path.stem, "demo weights", coeffs[None, :, EXPRESSION], samples))
    return clips
