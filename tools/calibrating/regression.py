"""The fit: ridge regression from coefficients to landmarks, and the mean face's rest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.ndimage import uniform_filter1d

from calibrating.clips import TRACKED, Clip
from calibrating.frontal import MeanFace, turn_to_front
from sadcoeff.face.calibration import Calibration
from sadcoeff.face.points import find_points
from sadcoeff.face.rest import part_masks, rest_shown

SLOW = 50  # frames, two seconds
RIDGES = (20, 50, 50)  # mouth, lids, brows: the finer a part's motion, the more it is smoothed
BLINK_WEIGHT = 16_000  # frames' worth of certainty that a blink moves the lids and nothing else
BROWS_TRACKED = 10  # how much more tracked faces count for brows: renderings hardly move them
# Forehead, temples and nose: what moves there is the head, not the face.
HEAD_POINTS = (
    *(10, 21, 54, 67, 103, 109, 127, 162, 234, 251, 284, 297, 332, 338, 356, 389, 454),
    *(1, 2, 4, 5, 6, 98, 168, 195, 197, 327),
)
HEAD_MOTIONS = 2  # seen from the front, both sides averaged, a head nods and comes nearer

Products = tuple[np.ndarray, np.ndarray]  # (64, 64) and (64, 3 K)


@dataclass(frozen=True)
class Sample:
    """A clip seen from the front; turn: cosine of the angle by which it was turned away."""

    clip: Clip
    frontal: np.ndarray  # (T, K, 3)
    turn: float

    @cached_property
    def products(self) -> Products:
        """Coefficients by coefficients, and by landmarks."""
        x, y = self._rows()
        return x.T @ x, x.T @ y

    @cached_property
    def headless_products(self) -> Products:
        """The same of what the head's motion does not tell: a nod moves brows in the picture."""
        x, y = self._rows()
        seen = y.reshape(len(y), -1, 3)[:, find_points(HEAD_POINTS), :2].reshape(len(y), -1)
        head = np.linalg.svd(seen, full_matrices=False)[0][:, :HEAD_MOTIONS]
        x, y = (rows - head @ (head.T @ rows) for rows in (x, y))
        return x.T @ x, x.T @ y

    def _rows(self) -> tuple[np.ndarray, np.ndarray]:
        flat = self.frontal.reshape(len(self.frontal), -1)
        return _quick_part(self.clip.expression), _quick_part(flat)


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
    known = np.outer(blink, blink), np.outer(blink, closed * part_masks()[1][:, None])
    weights = _weights(samples)
    plain = _sums(known, [s.products for s in samples], weights)
    more = [BROWS_TRACKED if s.clip.repository == TRACKED else 1 for s in samples]
    brows = _sums(known, [s.headless_products for s in samples], np.multiply(weights, more))
    sums = zip(RIDGES, (plain, plain, brows), strict=True)
    maps = [np.linalg.solve(gram + r * np.eye(len(gram)), aims) for r, (gram, aims) in sums]
    parts = np.stack(maps).reshape(len(RIDGES), len(blink), -1, 3)
    return np.einsum("pk,pcka->cka", part_masks(), parts)


def _sums(known: Products, products: Sequence[Products], weights: Sequence[float]) -> Products:
    """What is known of the blink, and the samples' products by their weights."""
    gram, aims = (BLINK_WEIGHT * part for part in known)
    for (by_itself, by_landmarks), weight in zip(products, weights, strict=True):
        gram = gram + weight * by_itself
        aims = aims + weight * by_landmarks
    return gram, aims


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
