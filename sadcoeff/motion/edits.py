"""Adjustments of a take after the networks, which need no new run."""

from dataclasses import dataclass

import numpy as np

from sadcoeff.motion.blinks import spread_blinks
from sadcoeff.motion.columns import SMOOTH_WINDOW, add_motion, smooth_pose
from sadcoeff.motion.take import Take
from sadcoeff.validation import real_number, true_or_false

MAX_STRENGTH = 3.0  # the end of SadTalker's own expression-scale slider
MAX_SMOOTHING = 3.0  # a window of 37 frames, 1.5 s: little more than slow nods remains
MAX_BLINK_RATE = 60.0  # a minute; people blink 15 to 30 times, SadTalker about 34


@dataclass(frozen=True)
class Edits:
    """The adjustments; by default SadTalker's own output.

    expression_strength: multiplies the 64 expression columns, like SadTalker's expression scale,
    0...3.  head_strength: multiplies the predicted head motion about its start pose, 0...3.
    still: the head keeps its start pose in every frame, whatever else is set, as in SadTalker.
    blinks: False removes the drawn blinks.  blinks_per_minute: draws new blinks at that rate,
    0...60; None keeps those of the take.  smoothing: 0 for none, 1 for SadTalker's, up to 3; see
    `smoothing_window`.

    Raises SettingError for a number outside its range, or what is neither true nor false.
    """

    expression_strength: float = 1.0
    head_strength: float = 1.0
    still: bool = False
    blinks: bool = True
    blinks_per_minute: float | None = None
    smoothing: float = 1.0

    def __post_init__(self) -> None:
        real_number("expression strength", self.expression_strength, 0, MAX_STRENGTH)
        real_number("head-motion strength", self.head_strength, 0, MAX_STRENGTH)
        real_number("smoothing strength", self.smoothing, 0, MAX_SMOOTHING)
        true_or_false("still", self.still)
        true_or_false("blinks", self.blinks)
        if self.blinks_per_minute is not None:
            real_number("blink rate", self.blinks_per_minute, 0, MAX_BLINK_RATE)


UNEDITED = Edits()


def render(take: Take, edits: Edits = UNEDITED, motion: np.ndarray | None = None) -> np.ndarray:
    """Coefficients (T, 70) float32 of an edited take.

    `motion` (T, 6) is a reference's head motion (`sadcoeff.motion.reference.ref_motion`).  It is
    added after strength and smoothing, which act on the predicted motion only.
    """
    expression = take.expression + blink_strengths(take, edits)[:, None] * take.blink
    coeffs = np.hstack([edits.expression_strength * expression, _scale_pose(take, edits)])
    coeffs = coeffs.astype(np.float32)
    if edits.still:
        return coeffs
    coeffs = smooth_pose(coeffs, window=smoothing_window(edits.smoothing))
    return coeffs if motion is None else add_motion(coeffs, motion)


def smoothing_window(strength: float) -> int:
    """Frames (odd) of the Savitzky-Golay window for a smoothing strength of 0...3.

    Strength 1 is SadTalker's 13 frames (0.5 s), and the half-window grows in proportion: 7 frames
    for 0.5, 25 for 2, 37 for 3.  Windows of 1 and 3 frames, below 0.25, change nothing, since a
    parabola fits any three points.
    """
    return 2 * round(strength * (SMOOTH_WINDOW // 2)) + 1


def blink_strengths(take: Take, edits: Edits) -> np.ndarray:
    """Blink strength of each frame after the edits, (T,) float32 in 0...1."""
    if not edits.blinks:
        return np.zeros_like(take.ratio)
    if edits.blinks_per_minute is None:
        return take.ratio
    return spread_blinks(len(take), edits.blinks_per_minute, take.seed or 0)


def _scale_pose(take: Take, edits: Edits) -> np.ndarray:
    """Head pose (T, 6) before smoothing; at strength 1, exactly the take's."""
    if edits.still:
        return np.broadcast_to(take.start_pose, take.pose.shape)
    return take.pose + (edits.head_strength - 1) * (take.pose - take.start_pose)
