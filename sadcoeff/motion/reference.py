"""The head motion of a reference pose, fitted to a recording's length.

The original reads the file at 25 frames a second and loops or cuts it.  That is the default; the
true frame rate and blended seams are options.
"""

from dataclasses import dataclass

import numpy as np

from sadcoeff.motion.columns import FPS, loop_to, motion_of
from sadcoeff.validation import real_number, whole_number

SLOWEST, FASTEST = 1.0, 240.0  # frames a second
MAX_BLEND = 10 * FPS  # frames


@dataclass(frozen=True)
class RefPose:
    """How a reference-pose file is read.

    fps: the true frame rate of the file, 1...240, from which it is resampled to 25.
    blend: frames over which the pose eases back after each seam of a loop, 0...250.
    Raises SettingError for a number outside its range.
    """

    fps: float = float(FPS)
    blend: int = 0

    def __post_init__(self) -> None:
        real_number("frame rate of the reference pose", self.fps, SLOWEST, FASTEST)
        whole_number("number of blended frames", self.blend, 0, MAX_BLEND)


AS_THE_ORIGINAL = RefPose()


def ref_motion(ref: np.ndarray, num_frames: int, how: RefPose = AS_THE_ORIGINAL) -> np.ndarray:
    """Head motion that a reference adds to a recording of T frames: (T, 6).

    ref: (N, 70), N >= 1.  By default what `add_ref_pose` adds, to the bit.
    """
    motion = resample(motion_of(ref), how.fps)
    return loop_to(motion, num_frames) + _ease_jumps(motion, num_frames, how.blend)


def resample(rows: np.ndarray, fps: float) -> np.ndarray:
    """Resample rows (N, C) from `fps` to 25 frames a second: (M, C), M = 1 + (N - 1) * 25 // fps.

    Linear interpolation will do: head angles stay far from half a turn, and their motion far below
    the 12.5 Hz that 25 frames a second can represent.
    """
    if fps == FPS:
        return rows
    last = len(rows) - 1
    # The tolerance keeps the last frame where the rate itself was rounded (29.97...).
    places = np.arange(int(last * FPS / fps + 1e-6) + 1) * (fps / FPS)
    columns = [np.interp(places, np.arange(last + 1), c) for c in rows.T]
    return np.stack(columns, axis=1).astype(rows.dtype)


def seams(motion_frames: int, num_frames: int) -> np.ndarray:
    """Frames of a recording at which a shorter motion starts over: (S,) int64.

    A motion of one frame is a held pose and has no seams.
    """
    if motion_frames == 1:
        return np.empty(0, np.int64)
    return np.arange(motion_frames, num_frames, motion_frames)


def _ease_jumps(motion: np.ndarray, num_frames: int, blend: int) -> np.ndarray:
    """The offset that hides each seam's jump and fades out within `blend` frames: (T, 6).

    The motion itself keeps its timing.  Zero for `blend` 0.
    """
    eased = np.zeros((num_frames, motion.shape[1]), motion.dtype)
    ease = easing(blend, len(motion))
    jump = motion[-1] - motion[0]
    for seam in seams(len(motion), num_frames):
        left = ease[: num_frames - seam]
        eased[seam : seam + len(left)] = left[:, None] * jump
    return eased


def easing(blend: int, motion_frames: int) -> np.ndarray:
    """The share of a jump that is left in each frame after it, (min(blend, motion_frames - 1),).

    It falls from nearly 1 to nearly 0, smooth at both ends (smoothstep), before the next seam.
    """
    length = min(blend, motion_frames - 1)
    x = np.arange(1, length + 1) / (length + 1)
    return 1 - x * x * (3 - 2 * x)
