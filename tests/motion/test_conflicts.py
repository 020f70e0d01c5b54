"""Settings that cancel each other are named, and those at their defaults are not."""

import pytest

from sadcoeff.motion.conflicts import conflicts
from sadcoeff.motion.edits import Edits


def test_nothing_is_said_about_ordinary_settings():
    assert conflicts(Edits()) == []
    assert conflicts(Edits(still=True)) == []
    loud = Edits(expression_strength=2, head_strength=2, smoothing=0, blinks_per_minute=9)
    assert conflicts(loud, 45, ref_pose=True) == []


@pytest.mark.parametrize(
    ("edits", "others", "sentences"),
    [
        (
            Edits(still=True),
            {"pose_style": 7},
            ["Still holds the head, so the pose style 7 has no effect."],
        ),
        (
            Edits(still=True, head_strength=1.5, smoothing=0),
            {},
            [
                "Still holds the head, so the head-motion strength 1.5 has no effect.",
                "Still holds the head, so the smoothing strength 0 has no effect.",
            ],
        ),
        (
            Edits(still=True),
            {"ref_pose": True},
            [
                "Still holds the head, so the reference pose is not added: set head-motion "
                "strength 0 instead of still to see its motion alone."
            ],
        ),
        (
            Edits(head_strength=0, smoothing=3),
            {"pose_style": 7, "ref_pose": True},
            [
                "Head-motion strength 0 stops the predicted head motion, so the pose style 7 has "
                "no effect.",
                "Head-motion strength 0 stops the predicted head motion, so the smoothing "
                "strength 3 has no effect.",
            ],
        ),
        (
            Edits(blinks=False, blinks_per_minute=12.5),
            {},
            ["Blinks are off, so the rate of 12.5 a minute has no effect."],
        ),
        (
            Edits(expression_strength=0),
            {},
            ["Expression strength 0 holds the whole face, so the eyes do not blink either."],
        ),
        (Edits(expression_strength=0, blinks=False), {}, []),
        (
            Edits(),
            {"eye_blink": "eyelids"},
            ["The eyelids follow the eye-blink file, so no blinks are drawn."],
        ),
        (
            Edits(blinks=False),
            {"eye_blink": "eyelids"},
            ["Blinks are off, so the eyelids do not follow the eye-blink file."],
        ),
        (
            Edits(blinks_per_minute=20),
            {"eye_blink": "eyelids"},
            ["20 blinks a minute are drawn in place of those of the eye-blink file."],
        ),
        (
            Edits(),
            {"eye_blink": "expression"},
            [
                "The whole expression follows the eye-blink file, mouth included, so no blinks are "
                "drawn."
            ],
        ),
        (
            Edits(blinks=False),
            {"eye_blink": "expression"},
            [
                "The whole expression follows the eye-blink file, mouth included, so blinks off "
                "does not change the eyes."
            ],
        ),
        (
            Edits(blinks_per_minute=20),
            {"eye_blink": "expression"},
            [
                "The whole expression follows the eye-blink file, mouth included, and 20 blinks a "
                "minute are drawn on top of it."
            ],
        ),
        (
            Edits(),
            {"idle_unused": True},
            ["There is a recording, so the idle seconds have no effect."],
        ),
    ],
)
def test_each_conflict_is_one_sentence(edits, others, sentences):
    assert conflicts(edits, **others) == sentences
