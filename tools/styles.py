"""Say how the embedded weights' pose styles move: a word or two each, and a table.

    python tools/styles.py

Writes sadcoeff/assets/styles.json, the words that page and guide show, and prints the model card's
table.  Ten seconds; to be run again whenever the demo weights change, as a test tells.
"""

import json

from distilling.pose_scores import move_in_styles, style_ranges
from distilling.pose_words import describe
from distilling.report import pose_report

from sadcoeff import Audio2Coeff, find_weights
from sadcoeff.weights.catalogue import DEMO
from sadcoeff.weights.styles import STYLE_WORDS


def main() -> None:
    """The command line."""
    motions = move_in_styles(Audio2Coeff(find_weights(DEMO), "cpu"))
    words = describe(style_ranges(motions))
    STYLE_WORDS.write_text(json.dumps(words, indent=0) + "\n", encoding="utf-8")
    print(pose_report(motions))


if __name__ == "__main__":
    main()
