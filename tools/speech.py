"""Measure how far the 64 coefficients go in speech and write sadcoeff/assets/speech.npz.

    python tools/speech.py DATA_FOLDER

DATA_FOLDER/teacher holds `NAME.npz`, SadTalker's outputs, `coeff_3dmm` (runs, T, 70); all else is
as for `tools/calibrate.py`, which goes first.  Takes seconds; prints what the main directions of
speech do, and how much of that hangs on a single source.  Nothing is drawn at random.
"""

import argparse
from pathlib import Path

import numpy as np
from calibrating.clips import read_clips
from calibrating.frontal import mean_face
from calibrating.regression import take_samples
from calibrating.shapes import unit_motion
from calibrating.speech import find_speech, usual_motion
from calibrating.steadiness import leave_out_each, report_steadiness

from sadcoeff.face.effects import describe, gradients, name_directions
from sadcoeff.face.speech import ASSET


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds geometry/, arkit/, teacher/")
    folder = parser.parse_args().data
    clips = read_clips(folder)
    speech = find_speech(usual_motion(folder, clips), gradients())
    speech.save(ASSET)
    said = zip(name_directions(speech), describe(speech.directions), strict=True)
    for (name, does), share in zip(said, speech.shares, strict=True):
        print(f"{share:4.0%}  {name}: {does}")
    face = mean_face(clips)
    blink = np.load(folder / "teacher" / "blink_vector.npy").astype(np.float64)
    steps = np.concatenate([speech.directions, np.diag(speech.spread)])
    closed = unit_motion(folder, face)[0]
    print(report_steadiness(leave_out_each(take_samples(clips, face), blink, closed, steps)))


if __name__ == "__main__":
    main()
