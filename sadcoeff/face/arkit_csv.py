"""A take as a table of Apple's 52 shapes: a CSV for spreadsheets, pandas and scripts."""

from pathlib import Path

import numpy as np

from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.tracks import resample_tracks
from sadcoeff.files.layouts import TIME_NAME
from sadcoeff.files.table import write_table
from sadcoeff.motion.columns import FPS


def write_arkit_csv(path: str | Path, coeffs: np.ndarray, fps: int = FPS) -> None:
    """Write coeffs (T, 70) of 25 frames a second as named weights of 25, 30 or 60 `fps`.

    The columns are time_s, in seconds, and ARKIT_NAMES, weights in 0...1.  Written whole or not at
    all.  Raises SettingError for what `resample_tracks` refuses, and CoeffFileError if the file
    cannot be written.
    """
    write_table(path, (TIME_NAME, *ARKIT_NAMES), resample_tracks(coeffs, fps).weights, fps)
