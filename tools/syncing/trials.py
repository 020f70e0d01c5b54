"""Files shifted on purpose, and mouths beside sound that is not theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.motion.columns import FPS
from sadcoeff.sync import Sync, measure_sync
from sadcoeff.sync.reading import Reading
from syncing.clips import SONG, Clip

WHOLE = tuple(step / FPS for step in range(-5, 6))  # s, to 200 ms
PARTS = tuple(step / FPS for step in (-4.5, -2.5, -0.5, 0.5, 2.5, 4.5))
SPEECH, MUSIC, NOISE = "other speech", "music", "noise"
_STRANGERS = 4  # other clips' sound for each clip
_CHORD, _BEAT = (1.0, 1.25, 1.5, 2.0), 0.48  # ratios of a major chord, s


@dataclass(frozen=True)
class Trial:
    """A clip moved by so many seconds, or beside another sound, and what was told of it."""

    clip: Clip
    shift: float
    sound: str  # "own", or one of the strangers
    seconds: float  # that mouth and sound share
    told: Sync


def try_shifts(clips: Sequence[Clip], readings: Mapping[str, Reading]) -> list[Trial]:
    """Every run of every clip at every shift."""
    return [
        _try(clip, readings[clip.name], move(run, shift), shift)
        for clip in clips
        for run in clip.expressions
        for shift in WHOLE + PARTS
    ]


def move(rows: np.ndarray, shift: float) -> np.ndarray:
    """Rows (T, C) `shift` seconds later, straight between frames; the ends stand still."""
    at = np.arange(len(rows)) - shift * FPS
    return np.stack([np.interp(at, np.arange(len(rows)), column) for column in rows.T], axis=1)


def try_strangers(clips: Sequence[Clip], readings: Mapping[str, Reading]) -> list[Trial]:
    """Every clip beside other people's speech, music and noise."""
    random = np.random.default_rng(1)
    return [
        _try(clip, readings[clip.name], clip.expressions[0], 0.0, kind, sound)
        for clip in clips
        for kind, sound in _strange_sounds(clip, clips, random)
    ]


def _try(
    clip: Clip,
    reading: Reading,
    rows: np.ndarray,
    shift: float,
    kind: str = "own",
    sound: np.ndarray | None = None,
) -> Trial:
    samples = clip.samples if sound is None else sound
    seconds = min(len(rows) / FPS, len(samples) / SAMPLE_RATE)
    return Trial(clip, shift, kind, seconds, measure_sync(rows, samples, reading))


def _strange_sounds(
    clip: Clip, clips: Sequence[Clip], random: np.random.Generator
) -> Iterator[tuple[str, np.ndarray]]:
    others = [o for o in clips if o.repository != clip.repository and o.name != SONG]
    for pick in random.permutation(len(others))[:_STRANGERS]:
        yield SPEECH, others[pick].samples
    yield MUSIC, play_chords(len(clip.samples), random)
    yield NOISE, random.normal(0, 0.1, len(clip.samples))


def play_chords(length: int, random: np.random.Generator) -> np.ndarray:
    """Plucked chords on every beat, (length,)."""
    seconds = np.arange(length) / SAMPLE_RATE
    into = seconds % _BEAT
    roots = 220 * 2 ** (random.integers(-7, 8, length) / 12)
    root = roots[(seconds // _BEAT).astype(int)]
    tones = [np.sin(2 * np.pi * root * ratio * into) for ratio in _CHORD]
    return 0.1 * np.sum(tones, axis=0) * np.exp(-6 * into)
