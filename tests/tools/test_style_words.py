"""The words on the embedded weights' styles, and that they are what the motion says."""

import json

import numpy as np
import pytest
from distilling.pose_scores import StyleRange, move_in_styles, style_ranges
from distilling.pose_words import describe

from sadcoeff import Audio2Coeff, find_weights
from sadcoeff.ui.handlers.styles import grid_value
from sadcoeff.weights.catalogue import DEMO, OFFICIAL
from sadcoeff.weights.styles import STYLE_WORDS, style_words


def ranges_of(deviations, helds=None, speeds=None):
    """Ranges of styles, in degrees."""
    helds = np.zeros((len(deviations), 3)) if helds is None else np.array(helds)
    speeds = [0.1 * np.linalg.norm(d) for d in deviations] if speeds is None else speeds
    return [
        StyleRange(np.radians(held), np.radians([*d, 1, 1, 1]), np.zeros(6), speed, 9.0)
        for d, held, speed in zip(deviations, helds, speeds, strict=True)
    ]


def test_the_shipped_words_are_what_the_motion_says():
    motions = move_in_styles(Audio2Coeff(find_weights(DEMO), "cpu"))
    assert describe(style_ranges(motions)) == json.loads(STYLE_WORDS.read_text())


def test_the_angle_that_moves_more_than_usual_gives_the_verb():
    found = describe(ranges_of([(4, 2, 2), (2, 4, 2), (2, 2, 4), (2, 2, 2), (2, 2, 2)]))
    assert [words.split(",")[0] for words in found[:3]] == ["nods", "turns", "sways"]


def test_little_and_much_quick_and_slow_are_told():
    sizes = [(d, d, d) for d in (1, 2, 3, 4, 5)]
    calm, _, usual, _, lively = describe(ranges_of(sizes))
    assert ("calm" in calm, "calm" in usual, "lively" in lively) == (True, False, True)
    slow, *_, quick = describe(ranges_of([(2, 2, 2)] * 8, speeds=0.1 * np.arange(1, 9)))
    assert ("slow" in slow, "quick" in quick) == (True, True)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((3, 0, 0), "chin down"),
        ((-3, 0, 0), "chin up"),
        ((0, 3, 1), "to the right"),
        ((0, 0, -3), "tilted right"),
    ],
)
def test_where_the_head_is_held_is_said_in_the_directions_of_the_columns(held, said):
    usual, other = describe(ranges_of([(2, 2, 2)] * 2, helds=[(0, 0, 0), held]))
    assert other.endswith(said)
    assert said not in usual


def test_only_the_demo_weights_have_words():
    assert len(style_words(DEMO)) == 46
    assert style_words(OFFICIAL) == []
    assert style_words("some.safetensors") == []


def test_the_cards_show_words_only_where_they_are_known():
    poses = np.zeros((46, 10, 6))
    assert grid_value(poses, style_words(DEMO))["styles"][7]["words"] == style_words(DEMO)[7]
    assert {s["words"] for s in grid_value(poses, [])["styles"]} == {""}
