"""A word or two on how each pose style of the embedded weights moves, such as "nods, calm".

Nobody has said how the official styles move, nor can a program know those of other weights.
"""

import json

from sadcoeff.resources import ASSETS
from sadcoeff.weights.catalogue import DEMO

STYLE_WORDS = ASSETS / "styles.json"  # by tools/styles.py, from the motion


def style_words(weights: str) -> list[str]:
    """Words for the styles 0...45 of the weights of that name; empty where none are known."""
    if weights != DEMO:
        return []
    words: list[str] = json.loads(STYLE_WORDS.read_text(encoding="utf-8"))
    return words
