"""What the browser is sent to move the head by hand."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.points import find_points
from sadcoeff.face.speech import load_speech
from sadcoeff.ui.preview.explorer import explorer_value

GUIDE = (Path(__file__).parents[2] / "sadcoeff" / "assets" / "guide.md").read_text("utf-8")


@pytest.fixture(scope="module")
def value():
    """As it arrives in the browser."""
    return json.loads(json.dumps(explorer_value(), allow_nan=False))


def test_each_of_the_64_has_a_slider_with_words(value):
    assert [words["name"] for words in value["sliders"]] == [f"exp {i}" for i in range(64)]
    assert all(words["does"] and words["note"] for words in value["sliders"])
    assert 6 <= len(value["mainSliders"]) <= 8
    assert value["sliders"][0]["note"] == f"One standard deviation is {load_speech().spread[0]:.3f}"
    assert "jawOpen" in value["mainSliders"][0]["up"]


def test_the_numbers_move_a_face_as_the_landmarks_do(value):
    expression = np.random.default_rng(1).normal(0, 0.3, 64)
    upper, lower = find_points((13, 14))
    points = landmarks(expression[None])[0]
    names = [each["name"] for each in value["measures"]]
    told = (expression @ np.array(value["gradients"]))[names.index("lips apart")]
    assert told == pytest.approx(points[lower, 1] - points[upper, 1], abs=1e-4)


def test_a_direction_reads_as_itself_and_as_no_other(value):
    moved = np.array(value["directions"]) @ np.array(value["gradients"])
    read = moved @ np.array(value["readings"])
    np.testing.assert_allclose(read, np.eye(len(read)), atol=0.01)


def test_the_guide_says_what_the_page_says(value):
    rows = dict(re.findall(r"^\| ((?:exp )?[^|]+?) \| ([^|]+?) \|$", GUIDE, re.M))
    for words in value["mainSliders"]:
        assert rows[words["name"]] == words["does"]
    visible = {w["name"]: w["does"] for w in value["sliders"] if w["does"] != "hardly visible"}
    assert {name: does for name, does in rows.items() if name.startswith("exp ")} == visible
