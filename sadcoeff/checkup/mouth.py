"""What is measured of an expression: how far the mouth moves, where it rests, when it closes."""

from collections.abc import Iterator

import numpy as np

from sadcoeff.checkup.voices import LIPS_CLOSED, PAUSE, Voice
from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.measures import LIPS_APART, MOUTH_WIDER
from sadcoeff.motion.columns import FPS

FIRST = 6  # principal components
_FINE = 100  # looks at the mouth a second
_NEAR = 0.03  # seconds around a sound within which its extreme counts
_FALL = 0.5  # deviations by which lips must be closer than at the sounds beside


def lips_apart(expression: np.ndarray) -> np.ndarray:
    """Distance of the inner lips in (T, 64), in outer eye-corner distances, from zero: (T,).

    Unlike `face_curves` it goes on below where the lips touch, so that its mean tells more.
    """
    return expression @ LIPS_APART.gradient(load_calibration().landmarks)


def mouth_width(expression: np.ndarray) -> np.ndarray:
    """By how much the mouth in (T, 64) is wider than at zero, in the same unit: (T,)."""
    return expression @ MOUTH_WIDER.gradient(load_calibration().landmarks)


def first_share(expression: np.ndarray) -> float:
    """Share of the variance of (T, 64) that its first six principal components carry."""
    sizes = np.linalg.svd(expression - expression.mean(axis=0), compute_uv=False) ** 2
    return float(sizes[:FIRST].sum() / sizes.sum())


def closures(voice: Voice, expression: np.ndarray) -> list[bool]:
    """Whether the lips close on each p, b and m of a voice, from its expression (T, 64).

    They do if they come closer than their mean in speech, and half a deviation closer than at the
    sounds on both sides.
    """
    return [
        lowest < min(0.0, *(wide - _FALL for wide in beside))
        for lowest, beside in _extremes(voice, _opening(voice, expression))
    ]


def _opening(voice: Voice, expression: np.ndarray) -> np.ndarray:
    """Lips apart every 10 ms, less their mean in speech and in its deviations."""
    frames = len(expression)
    at = np.arange(0, frames / FPS, 1 / _FINE)
    fine = np.interp(at, (np.arange(frames) + 0.5) / FPS, lips_apart(expression))
    paused = [(at >= start) & (at < end) for start, end, kind in voice.sounds if kind == PAUSE]
    speech = fine[~np.any([np.zeros(len(at), bool), *paused], axis=0)]
    return (fine - speech.mean()) / max(float(speech.std()), 1e-9)


def _extremes(voice: Voice, opening: np.ndarray) -> Iterator[tuple[float, list[float]]]:
    """The closest during each p, b and m, and the widest at the sounds beside it."""
    for i, (start, end, kind) in enumerate(voice.sounds):
        if kind == LIPS_CLOSED:
            beside = voice.sounds[max(i - 1, 0) : i] + voice.sounds[i + 1 : i + 2]
            widest = [float(_within(opening, s, e).max()) for s, e, _ in beside]
            yield float(_within(opening, start, end).min()), widest


def _within(opening: np.ndarray, start: float, end: float) -> np.ndarray:
    first = max(int((start - _NEAR) * _FINE), 0)
    return opening[first : max(int((end + _NEAR) * _FINE), first + 1)]
