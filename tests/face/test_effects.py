"""What changes of the expression are said to do, against the landmarks themselves."""

import numpy as np
import pytest

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.effects import HARDLY, VISIBLE, describe, name_directions, name_shapes
from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.measures import MEASURES
from sadcoeff.face.points import find_points
from sadcoeff.face.speech import load_speech


def height(points, *indices):
    return points[:, find_points(indices), 1].mean(axis=1)


def seen(rows):
    """Each measure of rows (N, 64), from the landmarks: (N,) by the measure's name."""
    points = landmarks(rows).astype(float)
    left, right = find_points((61, 291))
    return {
        "lips apart": height(points, 14) - height(points, 13),
        "jaw down": height(points, 152),
        "upper lip up": -height(points, 0),
        "mouth wider": points[:, right, 0] - points[:, left, 0],
        "corners up": -height(points, 61, 291),
        "lids closer": height(points, 159, 386) - height(points, 145, 374),
        "brows up": -height(points, 105, 334),
    }


@pytest.fixture(scope="module")
def changes():
    """(7, 64): for each measure the least change that adds 0.1 to it alone."""
    effects = np.stack(list(seen(np.eye(64)).values()), axis=1)
    return 0.1 * np.linalg.pinv(effects)


def test_each_measure_is_said_both_ways(changes):
    more = ["lips 0.100 apart", "jaw down 0.100", "upper lip up 0.100", "mouth 0.100 wider"]
    more += ["corners up 0.100", "lids 0.100 closer", "brows up 0.100"]
    less = ["lips 0.100 closer", "jaw up 0.100", "upper lip down 0.100", "mouth 0.100 narrower"]
    less += ["corners down 0.100", "lids 0.100 wider", "brows down 0.100"]
    assert describe(changes) == more
    assert describe(-changes) == less
    assert [measure.name() for measure in MEASURES] == list(seen(changes))


def test_the_largest_effect_is_said_first_and_none_that_cannot_be_seen(changes):
    lips, jaw, _, _, _, _, brows = changes
    assert describe((0.4 * lips - 0.5 * jaw)[None]) == ["jaw up 0.050, lips 0.040 apart"]
    just = 1.01 * VISIBLE / 0.1
    assert describe(np.stack([just * brows, 0.98 * just * brows])) == ["brows up 0.003", HARDLY]
    assert describe(np.zeros((1, 64))) == [HARDLY]


def test_a_direction_is_named_by_what_the_landmarks_do():
    speech = load_speech()
    names, does = name_directions(speech), describe(speech.directions)
    effects = seen(speech.directions)
    assert "lips apart" in names[int(np.argmax(effects["lips apart"]))]
    assert "mouth wider" in names[int(np.argmax(effects["mouth wider"]))]
    assert names[int(np.argmax(effects["lids closer"]))] == "lids closer"
    assert len(set(names)) == len(names)
    for i, name in enumerate(names):
        for words in name.split(", "):
            assert effects[words][i] > 0, name
            assert f"{effects[words][i]:.3f}" in does[i]


def test_shapes_are_those_of_a_recording_that_rests_and_then_moves(changes):
    still = np.zeros((2000, 64))
    weights = arkit(np.concatenate([still, changes]))[len(still) :]
    named = name_shapes(changes)
    for row, words in zip(weights, named, strict=True):
        for shape, weight in (each.split() for each in words.split(", ")):
            name = shape if shape in ARKIT_NAMES else f"{shape}Left"
            assert row[ARKIT_NAMES.index(name)] == pytest.approx(float(weight), abs=0.02)
    assert named[0].split()[0] in ("jawOpen", "mouthLowerDown")
    assert named[5].split()[0] == "eyeBlink"
    assert name_shapes(np.zeros((1, 64))) == [""]


@pytest.mark.parametrize("tell", [describe, name_shapes])
@pytest.mark.parametrize("changes", [np.zeros(64), np.zeros((1, 70)), np.full((1, 64), np.nan)])
def test_other_changes_are_refused(tell, changes):
    with pytest.raises(SettingError):
        tell(changes)
