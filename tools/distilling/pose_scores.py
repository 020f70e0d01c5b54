"""What the trained pose net is measured by: every style's motion to the shipped voices."""

from dataclasses import dataclass

import numpy as np
import torch

from distilling.people import TYPICAL
from sadcoeff import Audio2Coeff
from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.checkup.head import CHUNK, PIECE
from sadcoeff.checkup.run import hear, move
from sadcoeff.checkup.voices import load_voices

TAKES = 3  # noise seeds a style
SHOWN = 2 * PIECE - 1  # frames that the styles are measured in
_SILENT_SECONDS = 5


@dataclass(frozen=True, eq=False)
class StyleMotions:
    """Smoothed motion in every style, with the same noise in all: (TAKES, S, T, 6)."""

    speech: np.ndarray
    silence: np.ndarray


@dataclass(frozen=True)
class StyleRange:
    """How one style moves, on average over takes."""

    held: np.ndarray  # (3,) mean angles away from the source face's, rad
    deviation: np.ndarray  # (6,) within a take: rad, model units
    between: np.ndarray  # (6,) deviation over takes of that, as a share of it
    speed: float  # degrees a frame
    largest: float  # degrees


def move_in_styles(model: Audio2Coeff) -> StyleMotions:
    """Every style's motion to the beginning of the shipped voices, and to digital silence."""
    pose = model.audio2pose_model
    sound = np.concatenate([voice.samples for voice in load_voices()])
    nothing = np.zeros(_SILENT_SECONDS * SAMPLE_RATE, np.float32)
    speech, silence = hear(model, [sound, nothing])[1]
    styles = torch.arange(pose.config.styles)
    moved = (
        np.stack([move(pose, heard, styles, seed) for seed in range(TAKES)])
        for heard in (speech[:SHOWN], silence)
    )
    return StyleMotions(*moved)


def style_ranges(motions: StyleMotions) -> list[StyleRange]:
    """Of every style, in speech."""
    return [_style_range(motions.speech[:, style]) for style in range(motions.speech.shape[1])]


def _style_range(motion: np.ndarray) -> StyleRange:
    """Statistics of (TAKES, T, 6)."""
    deviation = motion.std(axis=1)
    degrees = np.rad2deg(motion[..., :3])
    speed = np.linalg.norm(np.diff(degrees, axis=1), axis=2).mean()
    mean = deviation.mean(axis=0)
    return StyleRange(
        held=motion[..., :3].mean(axis=(0, 1)),
        deviation=mean,
        between=deviation.std(axis=0) / mean,
        speed=float(speed),
        largest=float(np.abs(degrees).max()),
    )


def seam_ratios(motions: StyleMotions) -> np.ndarray:
    """Mean step of every style between whole chunks, against steps elsewhere: (S,)."""
    steps = np.abs(np.diff(motions.speech, axis=2) / TYPICAL).mean(axis=(0, 3))  # (S, T - 1)
    seams = np.arange(CHUNK, steps.shape[1], CHUNK)  # a step's number is its earlier frame's
    return steps[:, seams].mean(axis=1) / np.delete(steps, [0, *seams], axis=1).mean(axis=1)


def rest_shares(motions: StyleMotions) -> np.ndarray:
    """Mean step of every style in digital silence, against that in speech: (S,)."""
    still, moved = (
        np.abs(np.diff(m, axis=2) / TYPICAL).mean(axis=(0, 2, 3))
        for m in (motions.silence, motions.speech)
    )
    return still / moved
