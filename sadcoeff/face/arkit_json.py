"""A take as LAM_Audio2Expression writes it: JSON that its avatars play in the browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.tracks import Tracks, resample_tracks
from sadcoeff.files.atomic import write_whole

LAM_FPS = 30  # frames a second that LAM_Audio2Expression is set to
JSON_NAMES = tuple(sorted(ARKIT_NAMES))
"""ARKIT_NAMES in the order of these files."""
_DIGITS = 6  # decimals


def write_arkit_json(path: str | Path, coeffs: np.ndarray, fps: int = LAM_FPS) -> None:
    """Write coeffs (T, 70) of 25 frames a second as named weights of 25, 30 or 60 `fps`.

    A frame's `rotation`, which has no convention and is empty in LAM's own files, holds the
    head's pitch, yaw and roll in radians (`sadcoeff.motion.columns`).  Written whole or not at
    all.  Raises SettingError for what `resample_tracks` refuses, and CoeffFileError if the file
    cannot be written.
    """
    lines = _lines(resample_tracks(coeffs, fps), fps)
    write_whole(Path(path), lambda file: file.writelines(line.encode() for line in lines))


def _lines(tracks: Tracks, fps: int) -> Iterator[str]:
    """One line per frame: an hour is never in memory as text."""
    count = len(tracks.weights)
    metadata = {"fps": fps, "frame_count": count, "blendshape_names": JSON_NAMES}
    yield f'{{"names":{_dump(JSON_NAMES)},\n"metadata":{_dump(metadata)},\n"frames":[\n'
    weights = tracks.weights[:, [ARKIT_NAMES.index(name) for name in JSON_NAMES]]
    for frame in range(count):
        values = {
            "weights": _round(weights[frame]),
            "time": frame / fps,
            "rotation": _round(tracks.angles[frame]),
        }
        yield _dump(values) + (",\n" if frame < count - 1 else "\n")
    yield "]}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _round(values: np.ndarray) -> list[float]:
    return [float(value) for value in values.astype(np.float64).round(_DIGITS)]
