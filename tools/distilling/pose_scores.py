"""What the trained pose net is measured by."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from torch import Tensor

from distilling.people import TYPICAL
from sadcoeff.mel import MEL_RANGE, N_MELS, WINDOW_COLUMNS
from sadcoeff.motion.columns import COLUMNS, POSE, smooth_pose
from sadcoeff.networks.audio2pose import Audio2Pose, chunk_count

TAKES = 3  # noise seeds a style
SILENT_FRAMES = 125


@dataclass(frozen=True)
class StyleRange:
    """How one style moves, on average over takes."""

    held: np.ndarray  # (3,) mean angles away from the source face's, rad
    deviation: np.ndarray  # (6,) within a take: rad, model units
    between: np.ndarray  # (6,) deviation over takes of that, as a share of it
    speed: float  # degrees a frame
    largest: float  # degrees


def takes(net: Audio2Pose, speech: Tensor, style: int) -> np.ndarray:
    """Smoothed motion of one style to the same speech (T, 6): (TAKES, T, 6).

    The noise of a take is the same in every style, as on the page.
    """
    motions = []
    for take in range(TAKES):
        generator = torch.Generator().manual_seed(take)
        count = chunk_count(len(speech), net.config.chunk)
        noise = torch.randn(count, net.config.latent, generator=generator)
        coeffs = np.zeros((len(speech), COLUMNS), np.float32)
        with torch.inference_mode():
            coeffs[:, POSE] = net(speech, torch.zeros(6), torch.tensor([style]), noise)
        motions.append(smooth_pose(coeffs)[:, POSE])
    return np.stack(motions)


def style_range(motion: np.ndarray) -> StyleRange:
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


def spread_ratio(motions: Sequence[np.ndarray]) -> float:
    """Mean distance of angles between styles, with the same noise, against that between takes."""
    angles = np.stack(motions)[..., :3]  # (S, TAKES, T, 3)
    return _mean_distance(angles) / _mean_distance(angles.swapaxes(0, 1))


def _mean_distance(rows: np.ndarray) -> float:
    """Between different rows of (N, ...)."""
    pairs = [np.abs(a - b).mean() for a, b in combinations(rows, 2)]
    return float(np.mean(pairs))


def seam_ratios(motions: Sequence[np.ndarray], chunk: int) -> tuple[float, float]:
    """Mean step between whole chunks, and into the last partial one, against steps elsewhere."""
    steps = _steps(motions)
    seams = np.arange(chunk, len(steps), chunk)  # a step's number is its earlier frame's
    elsewhere = np.delete(steps, [0, *seams]).mean()
    return float(steps[seams[:-1]].mean() / elsewhere), float(steps[seams[-1]] / elsewhere)


def rest_share(net: Audio2Pose, motions: Sequence[np.ndarray]) -> float:
    """Mean step in digital silence, against that of `motions`, one of every style."""
    nothing = torch.full((SILENT_FRAMES, 1, N_MELS, WINDOW_COLUMNS), -MEL_RANGE)
    with torch.inference_mode():
        heard = net.project_speech(net.embed(nothing))
    still = [takes(net, heard, style) for style in range(len(motions))]
    return float(_steps(still).mean() / _steps(motions).mean())


def _steps(motions: Sequence[np.ndarray]) -> np.ndarray:
    """Mean step of motions (TAKES, T, 6) from every frame to the next, (T - 1,)."""
    return np.abs(np.diff(np.concatenate(motions), axis=1) / TYPICAL).mean(axis=(0, 2))
