"""Compare weights with the published outputs of their teacher, side by side, as Markdown.

    python tools/scores.py DATA_FOLDER WEIGHTS...

WEIGHTS are names or paths as `--weights` takes them.  For each: the share of the expression's
variance explained, and the correlation along the first principal component, by source.
"""

import argparse
from pathlib import Path

from distilling.clips import load_licensed, load_measured
from distilling.report import score_table

from sadcoeff import Audio2Coeff, find_weights


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER")
    parser.add_argument("weights", nargs="+")
    options = parser.parse_args()
    models = {Path(w).stem: Audio2Coeff(find_weights(w), "cpu") for w in options.weights}
    nets = {name: model.audio2exp_model for name, model in models.items()}
    for title, load in (("Trained on", load_licensed), ("Unseen", load_measured)):
        print(f"{title}:\n\n{score_table(nets, load(options.data))}\n")


if __name__ == "__main__":
    main()
