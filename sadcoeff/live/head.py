"""The head's motion from speech as it comes: the motion of the whole recording, delayed.

A chunk needs its 32 frames, and smoothing six frames on either side.
"""

from collections.abc import Callable, Iterator

import numpy as np
from torch import Tensor

from sadcoeff.motion.columns import SMOOTH_WINDOW, smooth
from sadcoeff.motion.reference import easing
from sadcoeff.networks.audio2pose import POSE_COLUMNS

CHUNK = 32  # frames that the pose net decodes together
_HALF = SMOOTH_WINDOW // 2
# The first frame of a chunk completes the smoothing of the frame six before it, and comes with the
# chunk's last.
HEAD_DELAY = CHUNK - 1 + _HALF  # frames by which the head is behind the mouth: 37, 1.48 s
_EASE = HEAD_DELAY - CHUNK  # frames from the first chunk to the start of its motion

Decode = Callable[[np.ndarray, Tensor], np.ndarray]  # speech (32, 6), noise (64,) -> motion (32, 6)


class HeadStream:
    """Speech (n, 6) in, head poses (n, 6) out, both piece by piece.

    The pose of frame t is that of the whole recording in frame t - 37, smoothed; until then the
    head has its start pose, from which it moves to the motion's first in five frames.
    """

    def __init__(
        self, start_pose: np.ndarray, decode: Decode, noise: Iterator[Tensor], keep: bool
    ) -> None:
        self._start, self._decode, self._noise = start_pose, decode, noise
        self._frames = 0  # heard
        self._last = np.empty((0, POSE_COLUMNS), np.float32)  # speech of the last whole chunk
        self._begun = self._last  # speech of the chunk that has begun; frame 0 is in none
        self._unsmoothed = start_pose[None]  # the last poses, as far as smoothing needs them
        self._ready = np.repeat(start_pose[None], HEAD_DELAY, axis=0)
        self._kept = [start_pose[None]] if keep else None

    @property
    def stored(self) -> int:
        """Numbers that are held, without what is kept of the whole recording."""
        held = (self._last, self._begun, self._unsmoothed, self._ready)
        return sum(rows.size for rows in held)

    def push(self, speech: np.ndarray) -> np.ndarray:
        """The poses of the frames whose speech this is: (n, 6) -> (n, 6) float32."""
        new = speech[1:] if self._frames == 0 else speech
        self._frames += len(speech)
        self._begun = np.concatenate([self._begun, new])
        while len(self._begun) >= CHUNK:
            self._last, self._begun = np.split(self._begun, [CHUNK])
            self._add_chunk(self._move(self._last))
        poses, self._ready = np.split(self._ready, [len(speech)])
        return poses

    def finish(self) -> np.ndarray:
        """All poses of the recording, (T, 6) float32, neither smoothed nor delayed, if kept.

        A partial last chunk is decoded as `Audio2Pose` does.
        """
        kept, left = list(self._kept or ()), len(self._begun)
        if left:
            speech = np.concatenate([self._last, self._begun])[-CHUNK:]
            padding = np.repeat(speech[:1], CHUNK - len(speech), axis=0)
            kept.append(self._move(np.concatenate([padding, speech]))[-left:])
        return np.concatenate(kept)[: self._frames]

    def _move(self, speech: np.ndarray) -> np.ndarray:
        return self._start + self._decode(speech, next(self._noise))

    def _add_chunk(self, poses: np.ndarray) -> None:
        """Smooth what a chunk (32, 6) completes, and have it ready to be given."""
        poses_left = np.concatenate([self._unsmoothed, poses])
        smoothed = smooth(poses_left)[:-_HALF]
        if len(self._unsmoothed) == 1:  # the first chunk
            self._ease_to(smoothed[0])
        else:
            smoothed = smoothed[_HALF:]
        self._unsmoothed = poses_left[-2 * _HALF :]
        self._ready = np.concatenate([self._ready, smoothed])
        if self._kept is not None:
            self._kept.append(poses)

    def _ease_to(self, pose: np.ndarray) -> None:
        """Lead from the start pose to the first one in the last frames that are ready."""
        left = easing(_EASE, _EASE + 1)[:, None]
        eased = self._start + (1 - left) * (pose - self._start)
        self._ready[-_EASE:] = eased
