"""Every recording's output has a place of its own, whatever the names."""

import hashlib
import random
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sadcoeff.bulk.output_names import name_outputs
from sadcoeff.files.names import coeff_name


def outputs(names, taken=None, suffixes=(".mat",)):
    """The first files' paths, by the recordings' names."""

    def file_names(stem):
        return [coeff_name("neutral", stem, suffix) for suffix in suffixes]

    places = name_outputs(names, file_names, taken or {})
    return {n: str(p.with_name(coeff_name("neutral", p.name))) for n, p in places.items()}


def hash_of(name):
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def test_outputs_keep_folders_and_stems():
    assert outputs(["a.wav", "x/y/a.wav", "x/b.c.flac"]) == {
        "a.wav": "neutral##a.mat",
        "x/y/a.wav": "x/y/neutral##a.mat",
        "x/b.c.flac": "x/neutral##b.c.mat",
    }


def test_names_that_differ_in_their_ending_keep_it():
    assert outputs(["a.wav", "a.flac", "x/a.wav"]) == {
        "a.wav": "neutral##a.wav.mat",
        "a.flac": "neutral##a.flac.mat",
        "x/a.wav": "x/neutral##a.mat",
    }


def test_names_that_some_systems_take_for_one_get_a_hash():
    composed, split = (unicodedata.normalize(f, "é.wav") for f in ("NFC", "NFD"))
    for one, other in (("a.wav", "A.wav"), ("a?.wav", "a*.wav"), (composed, split)):
        found = outputs([one, other])
        assert [hash_of(n) in path for n, path in found.items()] == [True, True]


def test_a_name_that_another_has_grown_into_moves_too():
    assert outputs(["a.wav", "a.flac", "a.wav.ogg"]) == {
        "a.wav": f"neutral##a-{hash_of('a.wav')}.mat",
        "a.flac": "neutral##a.flac.mat",
        "a.wav.ogg": "neutral##a.wav.ogg.mat",
    }


def test_no_file_of_one_recording_is_a_file_of_another():
    names = ["a.wav", "a.livelink.wav"]
    assert outputs(names, suffixes=(".mat", ".csv"))["a.wav"] == "neutral##a.mat"
    assert outputs(names, suffixes=(".mat", ".csv", ".livelink.csv")) == {
        "a.wav": "neutral##a.wav.mat",
        "a.livelink.wav": "neutral##a.livelink.wav.mat",
    }


def test_what_another_recording_has_written_is_left_alone():
    assert outputs(["a.wav"], {"a.flac": "neutral##a.mat"}) == {"a.wav": "neutral##a.wav.mat"}
    assert outputs(["a.wav"], {"a.wav": "neutral##a.mat"}) == {"a.wav": "neutral##a.mat"}


def test_long_names_differ_within_a_hundred_bytes():
    long = ["x" * 200 + "1.wav", "x" * 200 + "2.wav"]
    found = outputs(long)
    assert all(path.endswith(f"-{hash_of(n)}.mat") for n, path in found.items())
    assert {len(path) for path in found.values()} == {len("neutral##.mat") + 100}


def test_outputs_stay_inside_their_folder():
    assert outputs(["../../a.wav", "/data/b.wav", "../c.wav"]) == {
        "../../a.wav": "up/up/neutral##a.mat",
        "/data/b.wav": "data/neutral##b.mat",
        "../c.wav": "up/neutral##c.mat",
    }


_PART = st.text("aAéE\u0301.:?x", min_size=1, max_size=4).filter(lambda s: s.strip("."))
_NAME = st.builds("/".join, st.lists(_PART, min_size=1, max_size=3))


@settings(max_examples=50)
@given(st.lists(_NAME, unique=True, max_size=12), st.randoms())
@example(["..:"], random.Random(0))
def test_outputs_differ_and_do_not_hang_on_the_order(names, rng):
    found = outputs(names)
    keys = {unicodedata.normalize("NFC", path.casefold()) for path in found.values()}
    assert len(keys) == len(names)
    rng.shuffle(names)
    assert outputs(names) == found
