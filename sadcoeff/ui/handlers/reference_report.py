"""What becomes of a reference pose in a recording, in numbers and in a sentence."""

from dataclasses import dataclass

import numpy as np

from sadcoeff.motion.columns import FPS, motion_of
from sadcoeff.motion.reference import AS_THE_ORIGINAL, RefPose, easing, resample, seams

_ANGLES = slice(0, 3)  # pitch, yaw, roll among the six columns of a motion
_SEAMS_NAMED = 3  # in the sentence


@dataclass(frozen=True)
class Description:
    """Counts, seams and steps.

    Frames are counted from 0.  A step is how far the head turns from one frame to the next, in
    degrees: the length of the change in pitch, yaw and roll.
    """

    how: RefPose
    file_frames: int
    frames: int  # after resampling to 25 a second
    recording_frames: int
    seams: tuple[int, ...]  # frames of the recording at which the file starts again
    jump_degrees: float  # the step at each seam as the file has it; 0 without a seam
    blended_degrees: float  # the most of it that is left in one frame after blending
    usual_degrees: float  # the median step within the file

    @property
    def fate(self) -> str:
        """ "looped", "cut" or "whole"."""
        if self.frames == self.recording_frames:
            return "whole"
        return "looped" if self.frames < self.recording_frames else "cut"

    @property
    def seam_seconds(self) -> tuple[float, ...]:
        """Times of the seams in the recording."""
        return tuple(frame / FPS for frame in self.seams)

    @property
    def text(self) -> str:
        """All of it in one sentence."""
        if self.frames == 1:
            return "The reference pose has a single frame, so it adds no head motion."
        resampled = f", resampled to {self.frames} at {FPS}" if self.how.fps != FPS else ""
        return (
            f"The reference pose has {self.file_frames} frames, read as {self.how.fps:g} a second"
            f"{resampled}: {self.frames / FPS:.2f} s for a recording of "
            f"{self.recording_frames / FPS:.2f} s ({self.recording_frames} frames), so it "
            f"{self._consequence()}."
        )

    def _consequence(self) -> str:
        if self.fate == "whole":
            return "is used whole"
        if self.fate == "cut":
            return f"is cut, and its last {self.frames - self.recording_frames} frames are not used"
        named = [f"{s:.2f} s" for s in self.seam_seconds[:_SEAMS_NAMED]]
        more = len(self.seams) - len(named)
        return (
            f"starts again at {', '.join(named)}{f' and {more} times more' if more else ''}, where "
            f"the head turns by {self.jump_degrees:.1f}° in one frame{self._easing()} "
            f"({self.usual_degrees:.1f}° is usual)"
        )

    def _easing(self) -> str:
        if not self.how.blend:
            return ""
        return f", eased to {self.blended_degrees:.1f}° a frame over {self.how.blend} frames"


def describe(ref: np.ndarray, num_frames: int, how: RefPose = AS_THE_ORIGINAL) -> Description:
    """Say what `ref_motion` does with these arguments; ref: (N, 70)."""
    motion = resample(motion_of(ref), how.fps)
    starts = seams(len(motion), num_frames).tolist()
    jump = float(_steps(motion[[-1, 0]])[0]) if starts else 0.0
    left = np.array([1, *easing(how.blend, len(motion)), 0])
    return Description(
        how,
        file_frames=len(ref),
        frames=len(motion),
        recording_frames=num_frames,
        seams=tuple(starts),
        jump_degrees=jump,
        blended_degrees=jump * float(-np.diff(left).min()),
        usual_degrees=float(np.median(_steps(motion))) if len(motion) > 1 else 0.0,
    )


def _steps(motion: np.ndarray) -> np.ndarray:
    """Turns from frame to frame of (T, 6), in degrees: (T - 1,)."""
    return np.degrees(np.linalg.norm(np.diff(motion[:, _ANGLES], axis=0), axis=1))
