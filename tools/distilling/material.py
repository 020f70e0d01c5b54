"""Everything that the trunk is trained on: windows, and what belongs to them."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from distilling.augment import CONTEXT
from distilling.bank import Bank
from distilling.clips import Clip
from distilling.phonemes import kinds_by_frame
from distilling.texts import LANGUAGES, VARIANTS, made_up_text
from distilling.voices import speak
from sadcoeff.audio import SAMPLES_PER_FRAME
from sadcoeff.mel import log_mel

NEIGHBOURS = 2  # frames before and after whose sounds are asked for as well
_DIGITAL_SILENCE = -3.99  # normalised mel


@dataclass(frozen=True)
class Labelled:
    """Windows and their targets."""

    windows: Bank  # N
    targets: Tensor  # (N, ...)
    owners: Tensor  # (N,) which clip a window is from
    weights: Tensor  # (N,) how often each is drawn, against the others

    def draw(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Random windows (B, 80, 40), their targets and owners."""
        chosen = torch.multinomial(self.weights, count, replacement=True)
        return self.windows[chosen], self.targets[chosen], self.owners[chosen]


def from_clips(clips: Sequence[Clip], device: torch.device) -> Labelled:
    """Windows with expressions (N, 64).

    A source is drawn as often as the root of its length, since one voice of minutes teaches less
    than several of seconds.
    """
    lengths: Counter[str] = Counter()
    for clip in clips:
        lengths[clip.source] += len(clip.audio_part)
    weights = [lengths[c.source] ** -0.5 for c in clips]
    return _labelled([c.mel for c in clips], [c.audio_part for c in clips], weights, device)


def from_espeak(minutes: float, rng: random.Random, device: torch.device) -> Labelled:
    """Windows of synthetic speech with the kinds of sound around each: (N, 5, kinds)."""
    mels, kinds, frames = [], [], 0
    while frames < minutes * 60 * 25:
        voice = f"{rng.choice(LANGUAGES)}+{rng.choice(VARIANTS)}"
        text = made_up_text(rng, rng.randint(3, 14))
        speech = speak(text, voice, pitch=rng.randint(15, 85), words_a_minute=rng.randint(120, 210))
        length = len(speech.samples) // SAMPLES_PER_FRAME
        mels.append(log_mel(speech.samples[: length * SAMPLES_PER_FRAME]))
        kinds.append(_around(kinds_by_frame(speech.phonemes, length)))
        frames += length
    return _labelled(mels, kinds, [1.0] * len(mels), device)


def _around(kinds: np.ndarray) -> np.ndarray:
    """(T, kinds) -> (T, 5, kinds): from two frames before to two after."""
    frames = np.arange(len(kinds))
    near = range(-NEIGHBOURS, NEIGHBOURS + 1)
    return np.stack([kinds[(frames + d).clip(0, len(kinds) - 1)] for d in near], axis=1)


def _labelled(
    mels: Sequence[np.ndarray],
    targets: Sequence[np.ndarray],
    weights: Sequence[float],
    device: torch.device,
) -> Labelled:
    lengths = [len(t) for t in targets]
    owners, each = (np.repeat(x, lengths) for x in (np.arange(len(lengths)), weights))
    arrays = (np.concatenate(targets), owners, each.astype(np.float32))
    given = (torch.from_numpy(a).to(device) for a in arrays)
    return Labelled(Bank(mels, lengths, device), *given)


def silent_expression(teacher: Labelled) -> Tensor:
    """What the teacher makes of digital silence: (64,)."""
    loudest = teacher.windows[:][..., CONTEXT:].amax(dim=(1, 2))
    return teacher.targets[loudest < _DIGITAL_SILENCE].mean(dim=0)
