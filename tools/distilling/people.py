"""How real heads move: statistics of each recording, from which pose styles are made."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from distilling.augment import to_db
from distilling.clips import TRACKED_FPS, at_25
from sadcoeff.audio import load_audio
from sadcoeff.mel import log_mel, mel_windows
from sadcoeff.motion.columns import FPS, POSE, smooth_pose

CHUNK = 32  # frames
WAVES = 5  # half sine waves over a chunk: 1...5, 0.4...2 Hz
AXES = 6
# Within-clip standard deviations of the teacher: pitch, yaw, roll in rad, x, y, z in model units.
TYPICAL = np.array([0.0384, 0.0471, 0.0349, 0.006, 0.008, 0.061], np.float32)
SMALLEST, WIDEST = 0.45, 1.5  # range of a person on an axis, in typical ones
_TEACHER = ("edison_60s", "noatmosphere_29s", "glm_11s")
_RIDGE = 0.1


@dataclass(frozen=True)
class Person:
    """Statistics of one recording, all in typical deviations."""

    name: str
    waves: np.ndarray  # (WAVES, 6, 6) covariance of the amplitudes of every half sine wave
    speech: np.ndarray  # (6, 2) what loudness and its rise do to the axes


def load_people(data: Path) -> list[Person]:
    """Every recording with head motion: the teacher's, then the tracked ones where given."""
    return [_person(n, pose, loud) for n, pose, loud in _recordings(data)]


def _recordings(data: Path) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, poses (runs, T, 6) at 25 a second, loudness in dB (T,)."""
    for name in _TEACHER:
        runs = np.load(data / "teacher" / f"{name}.npz")["coeff_3dmm"]
        yield name, runs[..., POSE], _loudness_of(data / "teacher" / f"{name}.flac", runs.shape[1])
    for number, path in enumerate(sorted((data / "tracked").glob("*.npz")), 1):
        rows = smooth_pose(np.load(path)["coeff_3dmm"])[:, POSE]
        pose = at_25(rows, len(rows) * FPS // TRACKED_FPS)
        yield f"tracked {number}", pose[None], _loudness_of(path.with_suffix(".flac"), len(pose))


def _loudness_of(path: Path, frames: int) -> np.ndarray:
    return loudness(log_mel(load_audio(path)), frames)


def loudness(mel: np.ndarray, frames: int) -> np.ndarray:
    """Level of the loudest band in every frame's window of a mel (80, M): (T,) dB."""
    return to_db(mel_windows(mel, frames)).max(axis=1).mean(axis=1)


def _person(name: str, poses: np.ndarray, loud: np.ndarray) -> Person:
    """Statistics of runs (R, T, 6) with loudness (T,)."""
    moved = (poses - poses.mean(axis=1, keepdims=True)) / TYPICAL
    size = moved.std(axis=1).mean(axis=0)
    moved *= np.clip(size, SMALLEST, WIDEST) / size
    chunks = [r[i : i + CHUNK] for r in moved for i in range(0, len(r) - CHUNK + 1, 4)]
    amplitudes = np.einsum("wf,nfa->nwa", np.linalg.pinv(half_waves()), np.stack(chunks))
    waves = np.einsum("nwa,nwb->wab", amplitudes, amplitudes) / len(amplitudes)
    return Person(name, waves, _response(moved, loud))


def half_waves() -> np.ndarray:
    """Half sine waves that vanish at both ends of a chunk: (32, WAVES)."""
    frame = (np.arange(CHUNK) + 0.5) / CHUNK
    return np.sin(math.pi * frame[:, None] * np.arange(1, WAVES + 1))


def _response(moved: np.ndarray, loud: np.ndarray) -> np.ndarray:
    """Ridge regression of the motion (R, T, 6) on loudness and its rise: (6, 2)."""
    heard = rhythm(loud)
    heard = heard - heard.mean(axis=0)
    square = heard.T @ heard / len(heard) + _RIDGE * np.eye(heard.shape[1])
    return np.linalg.solve(square, heard.T @ moved.mean(axis=0) / len(heard)).T


def rhythm(loud: np.ndarray) -> np.ndarray:
    """Loudness (T,) in dB against the speech's usual one, and its rise: (T, 2), about -1...1."""
    speaking = np.clip(loud - np.quantile(loud, 0.6), -20, 10) / 8
    return np.column_stack([speaking, np.gradient(speaking) * 2])
