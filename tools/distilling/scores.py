"""What the trained expression net is measured by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from distilling.clips import Clip
from distilling.phonemes import LIPS_CLOSED, OPEN_VOWEL, PAUSE, spans
from distilling.voices import Speech, speak
from sadcoeff.audio import SAMPLE_RATE, SAMPLES_PER_FRAME
from sadcoeff.mel import log_mel, mel_windows
from sadcoeff.motion.columns import FPS
from sadcoeff.networks.audio2exp import Audio2Exp

NOISE_LEVELS = (-70, -60, -50, -40, -30)  # dBFS
_NEAR = 0.06  # seconds around a sound within which its extreme counts
_LONG_PAUSE = 0.2  # seconds
_FALL = 0.5  # deviations by which the mouth must be less open than at the sounds beside
_FINE = 0.01  # seconds between points at which the mouth is looked at


@dataclass(frozen=True)
class Fit:
    """How well a clip's expression is met, clip means removed."""

    r2: float  # share of the variance over all 64 coefficients
    pc1: float  # correlation along the teacher's first principal component


@dataclass(frozen=True)
class Articulation:
    """How one synthetic voice moves the mouth, in deviations of its opening while speaking."""

    closed: float  # share of p, b, m with less than the mean and clearly less than both beside
    vowels: float  # share of open vowels at which it is above its mean
    pauses: float  # mean opening in long pauses, 0 being the mean of speech


def audio_part(net: Audio2Exp, mel: np.ndarray, frames: int) -> np.ndarray:
    """Expression (T, 64) from sound alone: no source face, no blinks."""
    windows = torch.from_numpy(mel_windows(mel, frames))[:, None]
    face, open_eyes = torch.zeros(frames, 64), torch.zeros(frames, 1)
    with torch.inference_mode():
        return net(windows, face, open_eyes).numpy()


def fit(net: Audio2Exp, clip: Clip) -> Fit:
    """Compare with the teacher on one clip."""
    wanted = clip.audio_part - clip.audio_part.mean(axis=0)
    given = audio_part(net, clip.mel, len(wanted))
    given = given - given.mean(axis=0)
    axis = first_axis([clip])
    r2 = 1 - np.square(wanted - given).sum() / np.square(wanted).sum()
    return Fit(float(r2), float(np.corrcoef(wanted @ axis, given @ axis)[0, 1]))


def first_axis(clips: Sequence[Clip]) -> np.ndarray:
    """The first principal component of the clips' motion, (64,), rising with loudness."""
    moves = np.concatenate([c.audio_part - c.audio_part.mean(axis=0) for c in clips])
    axis = np.linalg.svd(moves, full_matrices=False)[2][0]
    loud = [mel_windows(c.mel, len(c.audio_part)).mean(axis=(1, 2)) for c in clips]
    loud = np.concatenate([x - x.mean() for x in loud])
    return axis * np.sign(loud @ (moves @ axis))


def silence(
    net: Audio2Exp, axis: np.ndarray, speech: Clip, seconds: float = 2.0
) -> dict[str, float]:
    """Mean opening along `axis` in digital silence and in white noise of every level.

    In deviations of the opening in `speech`, from its mean.
    """
    spoken = audio_part(net, speech.mel, len(speech.audio_part)) @ axis
    rng = np.random.default_rng(0)
    noise = rng.standard_normal(int(seconds * SAMPLE_RATE))
    sounds = {"digital": 0 * noise}
    sounds |= {f"{db} dBFS": noise * 10 ** (db / 20) for db in NOISE_LEVELS}
    frames = len(noise) // SAMPLES_PER_FRAME
    still = {k: (audio_part(net, log_mel(s), frames) @ axis).mean() for k, s in sounds.items()}
    return {k: float((v - spoken.mean()) / spoken.std()) for k, v in still.items()}


def articulation(net: Audio2Exp, axis: np.ndarray, voice: str, text: str) -> Articulation:
    """Let espeak-ng say `text` and look at the mouth by espeak-ng's own times."""
    speech = speak(text, voice)
    times, kinds, opening = _opening(net, axis, speech)
    ends = [*times[1:], len(speech.samples) / SAMPLE_RATE]
    sounds = list(zip(times, ends, kinds, strict=True))
    peaks = [_within(opening, s, e).max() for s, e, _ in sounds]
    closed = [
        _within(opening, s, e).min() < min(0, *(p - _FALL for p in _beside(peaks, i)))
        for i, (s, e, k) in enumerate(sounds)
        if k == LIPS_CLOSED
    ]
    vowels = [p > 0 for p, (_, _, k) in zip(peaks, sounds, strict=True) if k == OPEN_VOWEL]
    rests = [
        _within(opening, s + _NEAR, e - _NEAR, 0)
        for s, e, k in sounds
        if k == PAUSE and e - s > _LONG_PAUSE
    ]
    pauses = np.concatenate(rests).mean() if rests else np.nan
    return Articulation(float(np.mean(closed)), float(np.mean(vowels)), float(pauses))


def _opening(
    net: Audio2Exp, axis: np.ndarray, speech: Speech
) -> tuple[np.ndarray, list[int], np.ndarray]:
    """Sounds' starts and kinds, and the standardised opening every 10 ms."""
    frames = len(speech.samples) // SAMPLES_PER_FRAME
    moved = audio_part(net, log_mel(speech.samples), frames) @ axis
    times, kinds = spans(speech.phonemes, frames / FPS)
    at = np.arange(0, frames / FPS, _FINE)
    opening = np.interp(at, (np.arange(frames) + 0.5) / FPS, moved)
    spoken = np.array(kinds)[(np.searchsorted(times, at, side="right") - 1).clip(0)] != PAUSE
    return times, kinds, (opening - opening[spoken].mean()) / opening[spoken].std()


def _beside(peaks: list[float], number: int) -> list[float]:
    return [*peaks[max(number - 1, 0) : number], *peaks[number + 1 : number + 2]]


def _within(opening: np.ndarray, start: float, end: float, near: float = _NEAR / 2) -> np.ndarray:
    first = max(int((start - near) / _FINE), 0)
    return opening[first : max(int((end + near) / _FINE), first + 1)]
