"""Fit how mouth and sound are compared, write sadcoeff/assets/sync.npz, and print its scores.

    python tools/sync.py DATA_FOLDER

DATA_FOLDER/teacher holds `NAME.npz` with `coeff_3dmm` (runs, T, 70) of SadTalker at 25 frames a
second, and `NAME.flac`, their sound; measure/ the same of others, tracked/ real faces with `fps`.
Fitted on teacher/ alone, without its song.  Files are shifted on purpose, by moving their rows;
each clip of teacher/ is measured by a fit without its repository.  What is random has
a fixed seed.
"""

import argparse
from pathlib import Path

from syncing.clips import read_clips, speak_examples
from syncing.regression import fit, fit_without
from syncing.report import report
from syncing.trials import try_shifts, try_strangers

from sadcoeff.sync.reading import ASSET


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds teacher/, measure/, tracked/")
    folder = parser.parse_args().data
    teacher = read_clips(folder / "teacher")
    whole = fit(teacher)
    whole.save(ASSET)
    others = [*read_clips(folder / "measure"), *read_clips(folder / "tracked"), *speak_examples()]
    readings = {**fit_without(teacher), **{clip.name: whole for clip in others}}
    clips = [*teacher, *others]
    print(report(try_shifts(clips, readings), try_strangers(clips, readings)))


if __name__ == "__main__":
    main()
