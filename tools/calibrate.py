"""Measure what the 64 coefficients do to a face and write sadcoeff/assets/face.npz.

    python tools/calibrate.py DATA_FOLDER

DATA_FOLDER/geometry holds `NAME.npz`, face landmarks (T, K, 3) of videos whose expression (T, 64)
is known, and `mediapipe_indices.npy` (K,); arkit/ict_arkit.npz is the ICT head with Apple's
shapes; teacher/blink_vector.npy (64,) is what a full blink adds to the expression.  Prints how
well clips are predicted that the fit has not seen.  Nothing is drawn at random.
"""

import argparse
from pathlib import Path

import numpy as np
from calibrating.clips import read_clips
from calibrating.frontal import mean_face
from calibrating.regression import fit, take_samples
from calibrating.report import report
from calibrating.scores import by_repository, by_speaker
from calibrating.shapes import unit_motion

from sadcoeff.face.calibration import ASSET


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds geometry/, arkit/, teacher/")
    folder = parser.parse_args().data
    clips = read_clips(folder)
    face = mean_face(clips)
    samples = take_samples(clips, face)
    units = unit_motion(folder, face)
    blink = np.load(folder / "teacher" / "blink_vector.npy").astype(np.float64)
    fit(samples, blink, units).save(ASSET)
    whole, single = (score(samples, blink, units) for score in (by_repository, by_speaker))
    print(report(clips, whole, single))


if __name__ == "__main__":
    main()
