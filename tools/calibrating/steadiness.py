"""How much of what is said of a coefficient hangs on a single source."""

from collections.abc import Sequence

import numpy as np

from calibrating.clips import TRACKED, Clip
from calibrating.regression import Sample, fit_landmarks
from sadcoeff.face.effects import VISIBLE
from sadcoeff.face.measures import gradients_of


def leave_out_each(
    samples: Sequence[Sample], blink: np.ndarray, closed: np.ndarray, steps: np.ndarray
) -> np.ndarray:
    """Effects (S, N, M) of steps (N, 64) by fits without each source, the whole fit's first.

    A source is a repository, or a speaker of the tracked faces.  `blink` and `closed` are those
    of `fit_landmarks`.
    """
    sources = sorted({_source(sample.clip) for sample in samples})
    kept = [samples, *([s for s in samples if _source(s.clip) != one] for one in sources)]
    return np.stack([steps @ gradients_of(fit_landmarks(k, blink, closed)) for k in kept])


def report_steadiness(effects: np.ndarray) -> str:
    """A sentence on effects (S, N, M), the whole fit's first."""
    whole, others = effects[0], effects[1:]
    change = np.abs(others - whole)
    said = np.abs(whole) >= VISIBLE
    turned = ((np.sign(others) != np.sign(whole)) & said).sum()
    return (
        f"Without one of {len(others)} sources, an effect changes by {change.max():.4f} at most, "
        f"{np.sqrt((change**2).mean()):.4f} RMS; of {said.sum() * len(others)} that can be seen, "
        f"{turned} change their sign."
    )


def _source(clip: Clip) -> str:
    return clip.speaker if clip.repository == TRACKED else clip.repository
