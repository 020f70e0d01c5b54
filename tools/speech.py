"""Measure how far the 64 coefficients go in speech and write sadcoeff/assets/speech.npz.

    python tools/speech.py DATA_FOLDER

DATA_FOLDER/teacher holds `NAME.npz`, SadTalker's outputs, `coeff_3dmm` (runs, T, 70); geometry/
holds tracked faces as `tools/calibrate.py` reads them.  Takes seconds and prints what the main
directions of speech do.  Nothing is drawn at random.
"""

import argparse
from pathlib import Path

from calibrating.clips import read_clips
from calibrating.speech import find_speech, usual_motion

from sadcoeff.face.effects import describe, gradients, name_directions
from sadcoeff.face.speech import ASSET


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds teacher/ and geometry/")
    folder = parser.parse_args().data
    speech = find_speech(usual_motion(folder, read_clips(folder)), gradients())
    speech.save(ASSET)
    said = zip(name_directions(speech), describe(speech.directions), strict=True)
    for (name, does), share in zip(said, speech.shares, strict=True):
        print(f"{share:4.0%}  {name}: {does}")


if __name__ == "__main__":
    main()
