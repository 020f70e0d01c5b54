"""The networks' outputs for one recording, before any adjustment.

A take is kept while its edits change: `sadcoeff.motion.edits.render` turns it into coefficients
without running the networks again.
"""

from dataclasses import dataclass

import numpy as np

from sadcoeff.motion.meta import Meta
from sadcoeff.version import __version__


@dataclass(frozen=True, eq=False)
class Take:
    """Both networks' outputs, and how they were made.

    All arrays are float32.  Angles are in radians, translation is in face-model units.
    """

    expression: np.ndarray  # (T, 64), with the eyes open
    blink: np.ndarray  # (64,), added to a frame's expression by a blink of strength 1
    ratio: np.ndarray  # (T,), the blink strengths drawn, 0...1
    pose: np.ndarray  # (T, 6), not smoothed
    start_pose: np.ndarray  # (6,), the source face's, where the motion starts
    pose_style: int
    seed: int | None  # None where torch's global generator was used
    weights: str  # names of the weights' files
    audio_name: str  # stem of the recording's file, safe in any file name
    pic_name: str  # stem of the source face's file, safe too
    device: str  # that computed it
    raised_db: float = 0.0  # by which the recording was raised before the networks heard it

    def __len__(self) -> int:
        """The number of frames T."""
        return len(self.pose)

    def meta(self) -> Meta:
        """What a file of this take records about itself."""
        return Meta(
            pose_style=self.pose_style,
            seed=self.seed,
            weights=self.weights,
            audio=self.audio_name,
            version=__version__,
            raised_db=round(self.raised_db, 2) or None,
        )


@dataclass(frozen=True, eq=False)
class StylePoses:
    """Head motion for one recording in every pose style, all with the same noise."""

    poses: np.ndarray  # (46, T, 6) float32, smoothed; radians and face-model units
    device: str  # that computed it
