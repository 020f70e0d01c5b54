"""What the networks gave for one recording, before anything is done after them.

A take is kept while its edits change: `sadcoeff.edits.render` makes coefficients of it without
running the networks again.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Take:
    """Both networks' outputs, with the style and seed that they were asked for.

    All arrays are float32.  Angles are in radians, translation is in face-model units.
    """

    expression: np.ndarray  # (T, 64), with the eyes open
    blink: np.ndarray  # (64,), what a blink of strength 1 adds to the expression of a frame
    ratio: np.ndarray  # (T,), the blink strengths drawn, 0...1
    pose: np.ndarray  # (T, 6), not smoothed
    start_pose: np.ndarray  # (6,), the source face's, which the motion starts from
    pose_style: int
    seed: int | None  # None where torch's global generator was used
    device: str  # which computed it

    def __len__(self) -> int:
        """Frames T."""
        return len(self.pose)


@dataclass(frozen=True, eq=False)
class StylePoses:
    """The head's motion on one recording in every pose style, with the same noise in all."""

    poses: np.ndarray  # (46, T, 6) float32, smoothed; radians and face-model units
    device: str  # which computed it
