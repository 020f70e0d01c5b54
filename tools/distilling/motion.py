"""Head motion for the pose decoder to learn, in 46 styles.

A style is where the head is held, how a chunk's motion varies about that, and what the voice does
to it.  Style 0 is the teacher's own, as its published chunks show it: its chunks do not meet, it
follows the voice a little, as a whole chunk, and moves in silence as in speech.  The others are
made up: each starts from a tracked person's motion and holds, sizes, tempo, sides, answer to the
voice and rest in silence are drawn, so that one can tell them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from distilling.chunks import CHUNK, COSINES, cosines
from distilling.people import AXES, Person

LARGEST = 7.0  # typical deviations, where the motion saturates: 15 degrees pitch, 19 yaw, 14 roll
STYLE_DIMS = 32  # of the latent that tell the style; the noise there moves nothing
NOISE_DIMS = 31  # of the latent that move the head; one more says how much
HEARD = ("activity", "loudness", "rise", "mouth 1", "mouth 2", "mouth 3")
_MOUTH_SHARE = 0.5  # of the loudness's effect that the mouth's opening has
_MIRROR = np.array([1, -1, -1, -1, 1, 1])  # yaw, roll and x change sides
_LOST = 1.09  # factor of the teacher's own motion that saturation and training take away
_HELD = np.array([1.7, 1.7, 1.7, 0.6, 0.6, 0.6])  # deviation between styles of where they hold
_HELD_AT_MOST = 2.6
_SIZES = (0.64, 1.35)  # deviation of a style on an axis
# How strongly fast waves are favoured: heads slow within a chunk jump from one to the next.
_TEMPO = (0.05, 0.35)
_ANSWER = (0.1, 0.8)  # size of the answer to the voice
_RESTS = (0.03, 0.9)  # share of the motion that is left in silence
_UNEVEN = 0.35  # deviation of the logarithm of a chunk's size; the teacher's have heavy tails


@dataclass(frozen=True)
class Styles:
    """S styles, in typical deviations; chunks as amplitudes of cosines, axis by axis."""

    mean: Tensor  # (S, 60)
    swing: Tensor  # (S, NOISE_DIMS, 60) from noise
    answer: Tensor  # (S, 6, 60) from the mean of what is heard
    speech: Tensor  # (S, 6, 6) from what is heard to the axes, frame by frame
    still: Tensor  # (S,) share of the swing that is left in silence


def make_styles(
    teacher: Person, people: Sequence[Person], count: int, rng: np.random.Generator
) -> Styles:
    """The teacher's, then made-up ones from the people in turn, every other mirrored."""
    directions = _main_directions(teacher.covariance)
    own = (teacher.mean, _LOST**2 * teacher.covariance, teacher.answer, _drive(teacher, 0), 1.0)
    made = [own, *(_make_up(people[i % len(people)], i % 2 == 1, rng) for i in range(count - 1))]
    mean, covariance, answer, speech, still = zip(*made, strict=True)
    swing = [directions.T @ _root(c) for c in covariance]
    return Styles(*(_stack(x) for x in (mean, swing, answer, speech)), _stack(still))


def _make_up(
    person: Person, mirrored: bool, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]:
    side = _MIRROR if mirrored else np.ones(AXES)
    mean = np.zeros((AXES, COSINES))
    mean[:, 0] = (_HELD * rng.standard_normal(AXES)).clip(-_HELD_AT_MOST, _HELD_AT_MOST)
    tempo = np.exp(rng.uniform(*_TEMPO) * np.arange(COSINES).clip(max=4))
    scale = np.outer(side, tempo).ravel()
    covariance = person.covariance * np.outer(scale, scale)
    size = np.sqrt(np.diag(covariance).reshape(AXES, COSINES).sum(axis=1))
    wanted = np.exp(rng.uniform(*np.log(_SIZES), AXES))
    scale = np.repeat(wanted / size, COSINES)
    covariance = covariance * np.outer(scale, scale)
    speech = side[:, None] * _drive(person, float(rng.uniform(*_ANSWER)))
    return mean.ravel(), covariance, person.answer, speech, float(rng.uniform(*_RESTS))


def _drive(person: Person, size: float) -> np.ndarray:
    """What is heard to the axes, (6, 6), by loudness, its rise, and the mouth's opening."""
    length = np.sqrt(np.square(person.speech).sum())
    loud, rise = (person.speech * size / length if size else person.speech).T
    nothing = np.zeros(AXES)
    return np.stack([nothing, loud, rise, _MOUTH_SHARE * loud, nothing, nothing], axis=1)


def _main_directions(covariance: np.ndarray) -> np.ndarray:
    """The directions in which chunks vary most, one for each draw of noise: (60, NOISE_DIMS)."""
    return np.linalg.eigh(covariance)[1][:, : -NOISE_DIMS - 1 : -1]


def _root(covariance: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(values.clip(0)) @ vectors.T


def _stack(arrays: Sequence[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack(arrays)).float()


def make_motion(styles: Styles, style: Tensor, noise: Tensor, speech: Tensor) -> Tensor:
    """Motion (B, 32, 6) in typical deviations.

    style (B,), noise (B, 64), speech (B, 32, 6) what is heard.
    """
    size = torch.exp(_UNEVEN * noise[:, NOISE_DIMS, None] - _UNEVEN**2)  # mean square 1
    swing = size * torch.einsum("bn,bnm->bm", noise[:, :NOISE_DIMS], styles.swing[style])
    answer = torch.einsum("bh,bhm->bm", speech.mean(dim=1), styles.answer[style])
    activity = speech[..., :1].clamp(0, 1)
    still = styles.still[style, None, None]
    gate = still + (1 - still) * _smooth(activity)
    driven = torch.einsum("bfh,bah->bfa", torch.tanh(speech), styles.speech[style])
    held = _in_time(styles.mean[style] + answer)
    motion = held + gate * _in_time(swing) + activity * driven
    return LARGEST * torch.tanh(motion / LARGEST)


def _in_time(amplitudes: Tensor) -> Tensor:
    """(B, 60) -> (B, 32, 6)."""
    waves = torch.from_numpy(cosines() * np.sqrt(CHUNK)).float()
    return torch.einsum("fk,bak->bfa", waves, amplitudes.unflatten(1, (AXES, COSINES)))


def _smooth(activity: Tensor) -> Tensor:
    """Mean of (B, 32, 1) over nine frames."""
    padded = torch.nn.functional.pad(activity.transpose(1, 2), (4, 4), mode="replicate")
    return torch.nn.functional.avg_pool1d(padded, 9, stride=1).transpose(1, 2)
