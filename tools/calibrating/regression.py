"""The fit: ridge regression from coefficients to landmarks, and the mean face's rest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.ndimage import uniform_filter1d

from calibrating.clips import Clip
from calibrating.frontal import MeanFace, turn_to_front
from sadcoeff.face.calibration import Calibration
from sadcoeff.face.rest import part_masks, rest_shown

SLOW = 50  # frames, two seconds
RIDGES = (20, 50, 50)  # mouth, lids, brows: the finer a part's motion, the more it is smoothed
BLINK_WEIGHT = 16_000  # frames' worth of certainty that a blink moves the lids and nothing else


@dataclass(frozen=True)
class Sample:
    """A clip seen from the front; turn: cosine of the angle by which it was turned away."""

    clip: Clip
    frontal: np.ndarray  # (T, K, 3)
    turn: float

    @cached_property
    def products(self) -> tuple[np.ndarray, np.ndarray]:
        """Coefficients by coefficients (64, 64), and by landmarks (64, 3 K)."""
        x = _quick_part(self.clip.expression)
        y = _quick_part(self.frontal.reshape(len(x), -1))
        return x.T @ x, x.T @ y


def _quick_part(rows: np.ndarray) -> np.ndarray:
    """Rows (T, C) less their moving mean: what is slower is as often the head's as the face's."""
    return rows - uniform_filter1d(rows, min(SLOW, len(rows)), axis=0, mode="nearest")


def take_samples(clips: Sequence[Clip], face: MeanFace) -> list[Sample]:
    """One sample a clip, seen from the front."""
    return [Sample(clip, *turn_to_front(clip, face)) for clip in clips]


def fit(samples: Sequence[Sample], blink: np.ndarray, units: np.ndarray) -> Calibration:
    """The calibration from these samples, the blink vector (64,) and the units' motion."""
    bare = Calibration(fit_landmarks(samples, blink, units[0]), units, np.zeros((3, 64)))
    return Calibration(bare.landmarks, units, _mean_rest(samples, bare))


def fit_landmarks(samples: Sequence[Sample], blink: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """(64, K, 3): ridge regression in which the blink vector moves the lids as `closed` (K, 3)."""
    gram = BLINK_WEIGHT * np.outer(blink, blink)
    aims = BLINK_WEIGHT * np.outer(blink, closed * part_masks()[1][:, None])
    for sample, weight in zip(samples, _weights(samples), strict=True):
        gram += weight * sample.products[0]
        aims += weight * sample.products[1]
    maps = [np.linalg.solve(gram + r * np.eye(len(gram)), aims) for r in RIDGES]
    parts = np.stack(maps).reshape(len(RIDGES), len(gram), -1, 3)
    return np.einsum("pk,pcka->cka", part_masks(), parts)


def _weights(samples: Sequence[Sample]) -> list[float]:
    """Half way between equal frames and equal repositories; turned faces count less."""
    frames: dict[str, int] = defaultdict(int)
    for sample in samples:
        frames[sample.clip.repository] += len(sample.frontal)
    return [(4000 / frames[s.clip.repository]) ** 0.5 * s.turn**2 for s in samples]


def _mean_rest(samples: Sequence[Sample], calibration: Calibration) -> np.ndarray:
    """(3, 64): rest of each part, the mean over faces."""
    faces: dict[str, list[np.ndarray]] = defaultdict(list)
    for sample in samples:
        rest = rest_shown(sample.clip.expression, calibration)
        faces[sample.clip.speaker].append(rest)
    return np.mean([np.mean(rests, axis=0) for rests in faces.values()], axis=0)
