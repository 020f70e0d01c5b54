"""How heads move: statistics of the teacher's chunks and of real people, for the pose styles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from distilling.augment import to_db
from distilling.chunks import CHUNK, COSINES, amplitudes, unsmooth
from distilling.clips import TRACKED_FPS, Clip, at_25
from sadcoeff.audio import load_audio
from sadcoeff.mel import log_mel, mel_windows
from sadcoeff.motion.columns import FPS, POSE, smooth_pose

AXES = 6
# Within-clip standard deviations of the teacher: pitch, yaw, roll in rad, x, y, z in model units.
TYPICAL = np.array([0.0384, 0.0471, 0.0349, 0.006, 0.008, 0.061], np.float32)
_SHORTEST = 2 * CHUNK + 1  # frames of a recording whose chunks count
_RIDGE = 0.1
_ANSWER_RIDGE = 3.0


@dataclass(frozen=True)
class Person:
    """How one head moves.  All in typical deviations; chunks as amplitudes, axis by axis."""

    mean: np.ndarray  # (60,) of the chunks
    covariance: np.ndarray  # (60, 60) of the chunks, less what the voice explains
    answer: np.ndarray  # (6, 60) what a chunk's mean hearing does to it
    speech: np.ndarray  # (6, 2) what loudness and its rise do to the axes, frame by frame


def measure_teacher(data: Path, clips: Sequence[Clip], heard: Sequence[np.ndarray]) -> Person:
    """The teacher's own motion, from every clip's runs and what is heard of it (T, 6)."""
    seen, means, weights = [], [], []
    for clip, hearing in zip(clips, heard, strict=True):
        if len(hearing) >= _SHORTEST:
            chunks = amplitudes(_unsmoothed(data, clip.name))  # (R, C, 60)
            count = chunks.shape[1]
            mean = hearing[1 : 1 + count * CHUNK].reshape(count, CHUNK, -1).mean(axis=1)
            seen.append(chunks.reshape(-1, chunks.shape[2]))
            means.append(np.tile(mean, (len(chunks), 1)))
            weights.append(np.full(len(seen[-1]), 1 / len(chunks)))
    x, y, w = np.concatenate(means), np.concatenate(seen), np.concatenate(weights)
    mean, answer = _fit_answer(x, y, w)
    left = y - mean - x @ answer
    return Person(mean, _covariance(left, w), answer, np.zeros((AXES, 2)))


def _unsmoothed(data: Path, name: str) -> np.ndarray:
    """Chunks of every run, away from its source face's pose: (R, C, 32, 6)."""
    content = np.load(data / "teacher" / f"{name}.npz")
    runs, faces = content["coeff_3dmm"][..., POSE], content["ref"][:, POSE]
    moved = (runs.astype(np.float64) - faces[:, None]) / TYPICAL
    return np.stack([unsmooth(run) for run in moved])


def _fit_answer(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weighted ridge regression of y (N, 60) on x (N, 6): offset (60,) and weights (6, 60)."""
    centre, size = np.average(x, axis=0, weights=w), x.std(axis=0)
    scaled = np.column_stack([(x - centre) / size, np.ones(len(x))])
    ridge = np.diag([*[_ANSWER_RIDGE] * x.shape[1], 0])
    found = np.linalg.solve(scaled.T @ (scaled * w[:, None]) + ridge, scaled.T @ (y * w[:, None]))
    answer = found[:-1] / size[:, None]
    return found[-1] - centre @ answer, answer


def _covariance(rows: np.ndarray, w: np.ndarray) -> np.ndarray:
    return (rows * w[:, None]).T @ rows / w.sum()


def load_tracked_people(data: Path) -> Iterator[Person]:
    """The people of `tracked/`, each seen from the middle of its own motion."""
    for path in sorted((data / "tracked").glob("*.npz")):
        rows = smooth_pose(np.load(path)["coeff_3dmm"])[:, POSE]
        pose = at_25(rows, len(rows) * FPS // TRACKED_FPS)
        loud = loudness(log_mel(load_audio(path.with_suffix(".flac"))), len(pose))
        yield _person((pose - pose.mean(axis=0)) / TYPICAL, loud)


def _person(moved: np.ndarray, loud: np.ndarray) -> Person:
    """Statistics of motion (T, 6) with loudness (T,)."""
    starts = range(0, len(moved) - CHUNK + 1, 4)
    seen = amplitudes(np.stack([moved[i : i + CHUNK] for i in starts]))
    nothing = np.zeros(AXES * COSINES)
    covariance = _covariance(seen, np.ones(len(seen)))
    return Person(nothing, covariance, np.zeros((AXES, len(nothing))), _response(moved, loud))


def loudness(mel: np.ndarray, frames: int) -> np.ndarray:
    """Level of the loudest band in every frame's window of a mel (80, M): (T,) dB."""
    return to_db(mel_windows(mel, frames)).max(axis=1).mean(axis=1)


def _response(moved: np.ndarray, loud: np.ndarray) -> np.ndarray:
    """Ridge regression of the motion (T, 6) on loudness and its rise: (6, 2)."""
    heard = rhythm(loud)
    heard = heard - heard.mean(axis=0)
    square = heard.T @ heard / len(heard) + _RIDGE * np.eye(heard.shape[1])
    return np.linalg.solve(square, heard.T @ moved / len(heard)).T


def rhythm(loud: np.ndarray) -> np.ndarray:
    """Loudness (T,) in dB against the speech's usual one, and its rise: (T, 2), about -1...1."""
    speaking = np.clip(loud - np.quantile(loud, 0.6), -20, 10) / 8
    return np.column_stack([speaking, np.gradient(speaking) * 2])
