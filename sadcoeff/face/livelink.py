"""A take as an iPhone's Live Link Face app records it: a CSV that Unreal, Faceit and Maya read."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.tracks import Tracks, resample_tracks
from sadcoeff.files.atomic import write_whole

LIVELINK_FPS = 60  # frames a second of the app, and of its timecodes at any rate of rows
_POSE = ("HeadYaw", "HeadPitch", "HeadRoll")
_EYES = tuple(
    f"{side}Eye{angle}" for side in ("Left", "Right") for angle in ("Yaw", "Pitch", "Roll")
)
_VALUES = (*(name[0].upper() + name[1:] for name in ARKIT_NAMES), *_POSE, *_EYES)
HEADER = ("Timecode", "BlendshapeCount", *_VALUES)
"""The columns' names.  In jaw and mouth Right comes first; in the app's packets Left does."""


def write_livelink(path: str | Path, coeffs: np.ndarray, fps: int = LIVELINK_FPS) -> None:
    """Write coeffs (T, 70) of 25 frames a second as a Live Link Face take of 25, 30 or 60 `fps`.

    Weights are 0...1, head angles radians; the eyes look ahead (0).  Timecodes start at 0.
    Written whole or not at all.  Raises SettingError for what `resample_tracks` refuses, and
    CoeffFileError if the file cannot be written.
    """
    lines = _lines(resample_tracks(coeffs, fps), fps)
    write_whole(Path(path), lambda file: file.writelines(line.encode() for line in lines))


def timecode(frame: int, fps: int) -> str:
    """HH:MM:SS:FF.fff of a frame at 25, 30 or 60 `fps`.

    FF counts sixtieths of a second whatever the rate, since that is how Unreal's importer,
    Faceit and Maya's read it: so each row is at its true time.
    """
    sixtieths, thousandths = divmod(frame * LIVELINK_FPS * 1000 // fps, 1000)
    seconds, sixtieths = divmod(sixtieths, LIVELINK_FPS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{sixtieths:02}.{thousandths:03}"


def head_angles(angles: np.ndarray) -> np.ndarray:
    """(T, 3) yaw, pitch, roll of the same rotations as our pitch, yaw, roll (T, 3), in radians.

    Ours are R = Rz @ Ry @ Rx, an Unreal rotator's R = Ry @ Rx @ Rz.  Axes and signs are ARKit's,
    which are ours: yaw to the person's left, pitch down, roll to the person's right are positive
    (as Unreal's ARKit plug-in has them for a face that is not mirrored).
    """
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles.T), np.sin(angles.T)
    yaw = np.arctan2(cz * sy * cx + sz * sx, cy * cx)
    pitch = np.arcsin(np.clip(cz * sx - sz * sy * cx, -1, 1))
    roll = np.arctan2(sz * cy, sz * sy * sx + cz * cx)
    return np.stack([yaw, pitch, roll], axis=1)


def _lines(tracks: Tracks, fps: int) -> Iterator[str]:
    eyes = np.zeros((len(tracks.weights), len(_EYES)))
    values = np.concatenate([tracks.weights, head_angles(tracks.angles), eyes], axis=1)
    yield ",".join(HEADER) + "\n"
    row_format = ",".join(["%.6f"] * len(_VALUES))
    for frame, row in enumerate(values):
        yield f"{timecode(frame, fps)},{len(_VALUES)},{row_format % tuple(row)}\n"
