"""Values that no page sends, over raw HTTP: each is refused in words, and logs no traceback."""

import pytest

from tools.crowding.crowd import recording
from tools.crowding.visitor import Refused, values_of_run

NO_FILE = "not an uploaded file"
DICT, LIST, WORD, LARGE, NOTHING, EMPTY = VALUES = ({"a": 1}, ["a"], "a", 1e300, None, [])
RUNS = ""  # what is said of a setting that is taken
NO_SEED, NO_CHOICE = "The seed is", "Unknown "
NUMBER = ("must be a number from 0 to",) * 6
WHOLE = ("must be a whole number from 0 to",) * 6
FILE = (NO_FILE, NO_FILE, NO_FILE, NO_FILE, RUNS, NO_FILE)
TICK = ("must be true or false",) * 6
CHOICE = (NO_CHOICE,) * 6
UNUSED = (RUNS,) * 6  # a text that is not looked at beside a recording alone
# What each of VALUES ends in, in the order of the endpoint's parameters after the recording.
ENDS = {
    "style": WHOLE,
    "ref_pose": FILE,
    "source": FILE,
    "eye_blink": FILE,
    "seed": (NO_SEED, NO_SEED, NO_SEED, NO_SEED, RUNS, NO_SEED),
    "device": CHOICE,
    "weights": CHOICE,
    "normalise": TICK,
    "eye_blink_mode": CHOICE,
    "eye_blink_fps": UNUSED,
    "idle_seconds": UNUSED,
    "expression_strength": NUMBER,
    "head_strength": NUMBER,
    "smoothing": NUMBER,
    "still": TICK,
    "blinks": TICK,
    "blinks_per_minute": NUMBER,
    "ref_fps": (*("must be a number from 1 to",) * 4, RUNS, "must be a number from 1 to"),
    "ref_blend": WHOLE,
}


def end(visitor, values):
    """What is said of a run; "" if it is done."""
    try:
        assert len(visitor.coeffs(visitor.ask("generate", values))) == 12
    except Refused as refused:
        return refused.said
    return RUNS


@pytest.mark.parametrize("setting", ENDS)
def test_settings_of_another_kind_end_in_an_answer(server, visitor, setting):
    values = values_of_run(visitor.upload("speech.wav", recording(0.5)))
    place = list(ENDS).index(setting) + 1
    for value, wanted in zip(VALUES, ENDS[setting], strict=True):
        said = end(visitor, [*values[:place], value, *values[place + 1 :]])
        assert bool(said) == bool(wanted), (value, said)
        assert wanted in said
    assert server.lines("Traceback") == []


@pytest.mark.parametrize("event", ["inspect", "draw_chosen"])
def test_curves_of_another_kind_end_in_an_answer(visitor, event):
    files = [None] * 3 if event == "inspect" else []
    for value in (DICT, WORD, LARGE):
        with pytest.raises(Refused, match=r"The curves are .*: send a list of names"):
            visitor.ask(event, [*files, value])
    for value in (LIST, [DICT], [None], ["jawOpen", "jawopen"]):
        with pytest.raises(Refused, match=r"Unknown curves .*: use mouth opening, .* exp 63\."):
            visitor.ask(event, [*files, value])


@pytest.mark.parametrize("event", ["redraw", "catch_up", "download"])
def test_events_of_the_page_refuse_other_kinds_too(server, visitor, event):
    settings = values_of_run(None)[-8:]  # those that act after the networks
    taken = [None, True, *(["mat 25"] if event == "download" else []), *settings]
    for place in range(1, len(taken)):
        for value in (DICT, LIST, WORD, LARGE):
            with pytest.raises(Refused, match=r'"is_valid":false.*(must be|Unknown choice)'):
                visitor.ask(event, [*taken[:place], value, *taken[place + 1 :]])
    assert server.lines("Traceback") == []
