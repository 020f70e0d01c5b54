"""Made-up head motion: what the pose decoder is taught, for lack of enough real chunks.

A style is a person or a cross of two: how far each half sine wave swings on every axis, how the
axes go together, and which way the voice moves the head.  A chunk's motion is such waves, zero at
both of its ends so that chunks meet, plus a part that follows the speech frame by frame, so that
it runs on from chunk to chunk.  Both die down where nobody speaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from distilling.people import AXES, WAVES, Person, half_waves

LARGEST = 4.0  # typical deviations, where the motion saturates: 9 degrees pitch, 11 yaw, 8 roll
SPEECH_SHARE = 0.55  # deviation of the part that follows the voice, in that of the waves
SLOWER = 0.3  # keeps the speed in the teacher's range, since every chunk starts from the middle
STYLE_DIMS = 32  # of the latent that tell the style; the noise there moves nothing
STILL = 0.03  # what is left of the waves where nobody speaks
HEARD = ("activity", "loudness", "rise", "mouth 1", "mouth 2", "mouth 3")
_MOUTH_SHARE = 0.5  # of the loudness's effect that the mouth's opening has
_MIRROR = np.array([1, -1, -1, -1, 1, 1])  # yaw, roll and x change sides


@dataclass(frozen=True)
class Styles:
    """S styles."""

    names: tuple[str, ...]
    waves: Tensor  # (S, WAVES, 6, 6) from noise to the amplitudes of half sine waves
    speech: Tensor  # (S, 6, 6) from what is heard to the axes


def make_styles(people: Sequence[Person], count: int, rng: np.random.Generator) -> Styles:
    """The people themselves, then crosses of two of them, mirrored or not."""
    pairs = [(p, p, 1.0, 0.0, 1.0) for p in people]
    while len(pairs) < count:
        a, b = rng.choice(len(people), 2, replace=False)
        tempo, size = rng.uniform(-0.5, 0.5), rng.uniform(0.8, 1.25)
        pairs.append((people[a], people[b], rng.uniform(0.4, 0.8), tempo, size))
    made = [_style(*pair, mirrored=i % 2 == 1) for i, pair in enumerate(pairs[:count])]
    names, waves, speech = zip(*made, strict=True)
    return Styles(names, _stack(waves), _stack(speech))


def _style(
    a: Person, b: Person, share: float, tempo: float, size: float, mirrored: bool
) -> tuple[str, np.ndarray, np.ndarray]:
    waves = share * a.waves + (1 - share) * b.waves
    faster = np.exp((tempo - SLOWER) * (np.arange(WAVES) - 1))
    total = np.einsum("waa->", waves)
    waves = waves * faster[:, None, None]
    waves *= size**2 * total / np.einsum("waa->", waves)
    speech = share * a.speech + (1 - share) * b.speech
    side = _MIRROR if mirrored else np.ones(AXES)
    swing = side[:, None] * np.stack([_root(w) for w in waves])
    loud, rise = (side[:, None] * speech).T * SPEECH_SHARE * np.sqrt(total) / _size(speech) / 2
    nothing = np.zeros(AXES)
    heard = [nothing, loud, rise, _MOUTH_SHARE * loud, nothing, nothing]
    name = a.name if a is b else f"{share:.0%} {a.name}, {1 - share:.0%} {b.name}"
    return name, swing, np.stack(heard, axis=1)


def _root(covariance: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(values.clip(0)) @ vectors.T


def _size(x: np.ndarray) -> float:
    return float(np.sqrt(np.square(x).sum()))


def _stack(arrays: Sequence[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack(arrays)).float()


def make_motion(styles: Styles, style: Tensor, noise: Tensor, speech: Tensor) -> Tensor:
    """Motion (B, 32, 6) in typical deviations.

    style (B,), noise (B, 64), speech (B, 32, 6) what is heard.
    """
    draws = noise[:, : WAVES * AXES].unflatten(1, (WAVES, AXES))
    swing = torch.einsum("bwac,bwc->bwa", styles.waves[style], draws)
    free = torch.einsum("fw,bwa->bfa", torch.from_numpy(half_waves()).float(), swing)
    activity = speech[..., 0].clamp(0, 1)
    driven = torch.einsum("bfh,bah->bfa", torch.tanh(speech), styles.speech[style])
    gate = STILL + (1 - STILL) * _smooth(activity)
    return LARGEST * torch.tanh((gate[..., None] * free + activity[..., None] * driven) / LARGEST)


def _smooth(activity: Tensor) -> Tensor:
    """Mean of (B, 32) over nine frames."""
    padded = torch.nn.functional.pad(activity[:, None], (4, 4), mode="replicate")
    return torch.nn.functional.avg_pool1d(padded, 9, stride=1)[:, 0]
