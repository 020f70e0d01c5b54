"""Live sessions of the page, without a browser."""

import math

import gradio as gr
import numpy as np
import pytest
import soundfile
from awaiting import wait_for
from samples import speech
from spoken import PIECE, RATE, SOUND, unpack
from starlette.requests import Request as Asked

from sadcoeff import Audio2Coeff, LiveCoeffs, find_weights, make_batch
from sadcoeff.audio import load_audio
from sadcoeff.motion.edits import render
from sadcoeff.ui.handlers import speakers, speaking
from sadcoeff.ui.handlers.generate import Request, Runner
from sadcoeff.ui.handlers.live import Live
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.result import Adjustments


@pytest.fixture
def live(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    return Live(Runner(Files.up_to(600)), places=2, max_seconds=600)


class Visitor:
    """Sends pieces as one stream of a browser does."""

    def __init__(self, live, folder, name):
        self.live, self.folder, self.name = live, folder / name, name
        self.folder.mkdir()
        self.shown = {}
        self.record()

    def record(self):
        """Presses Record: all pieces until Stop come with the same request."""
        self.request = gr.Request(request=Asked({"type": "http"}), session_hash=self.name)

    def say(self, sound=SOUND, rate=RATE, style=0, strength=1.0):
        for at in range(0, len(sound), rate // 10):
            path = self.folder / "audio.wav"
            soundfile.write(path, sound[at : at + rate // 10], rate)
            self.hear(str(path), style, strength)
        return self

    def hear(self, path, style=0, strength=1.0):
        values = self.live.hear(self.request, path, style, strength)
        self.value = values.get("view")
        if values and self.value["passing"]:
            passing = self.value["passing"]
            rows = unpack(passing["coeffs"], 70)
            self.shown |= dict(enumerate(rows, passing["first"]))

    @property
    def coeffs(self):
        assert sorted(self.shown) == list(range(len(self.shown)))
        return np.stack([self.shown[i] for i in range(len(self.shown))])

    def stop(self, adjustments=None):
        return self.live.hand_over(self.request, adjustments or Adjustments())


@pytest.fixture
def visitors(live, tmp_path):
    return [Visitor(live, tmp_path, name) for name in "abc"]


def test_a_session_shows_what_a_live_stream_gives_and_hands_over_what_a_run_gives(visitors):
    (visitor, *_) = visitors
    visitor.say(style=7)
    done = visitor.stop()
    take = done["shown"].take
    samples = load_audio(done["audio"])
    model = Audio2Coeff(find_weights("demo"), "cpu")
    fed = LiveCoeffs(model, 7, seed=take.seed).feed(samples)
    np.testing.assert_allclose(visitor.coeffs, fed[:46], atol=1e-6)

    assert len(samples) >= len(SOUND) / 3 - 640  # at 16 kHz, whole frames
    seed = int(done["seed"])
    whole = model.predict(make_batch(done["audio"], seed=seed), done["pose_style"], seed=seed)
    np.testing.assert_allclose(render(take), whole, atol=1e-4)
    assert np.ptp(visitor.coeffs[:, :64], axis=0).max() > 0.1
    assert f"style 7 · seed {seed}" in done["line"]["message"]


def test_run_repeats_what_was_handed_over(visitors, live):
    (visitor, *_) = visitors
    visitor.say(strength=0.5)
    done = visitor.stop(Adjustments(still=True))
    runner, again = (
        live._runner,
        Adjustments(
            expression_strength=done["expression_strength"],
            head_strength=done["head_strength"],
            still=True,
        ),
    )
    request = Request(done["audio"], done["pose_style"], seed=done["seed"])
    assert wait_for(runner.check, visitor.request, request) == {}
    *_, last = runner.generate(visitor.request, request, again)
    for shown in ("expression", "pose"):
        one, other = (unpack(v["preview"][shown], 1) for v in (done, last))
        np.testing.assert_allclose(one, other, atol=1e-4)
    assert done["shown"].drawn == again
    assert done["file"].endswith("neutral##live.mat")


def test_strength_acts_at_once(visitors, monkeypatch):
    monkeypatch.setattr(speaking, "seed_or_new", lambda _: 5)  # the same blinks
    plain, half, _ = (visitor for visitor in visitors)
    plain.say(SOUND[: RATE // 2])
    half.say(SOUND[: RATE // 2], strength=0.5)
    np.testing.assert_allclose(half.coeffs[:, :64], plain.coeffs[:, :64] / 2, atol=1e-6)


def test_each_visitor_has_a_place_until_there_is_none(visitors, live):
    first, second, third = visitors
    for at in range(0, RATE, PIECE):
        first.say(SOUND[at : at + PIECE])
        second.say(SOUND[::-1][at : at + PIECE])
    third.say(SOUND[:PIECE])
    assert third.value["note"] == "All 2 places for live sessions are taken: try again soon."
    assert third.value["stop"]
    assert third.stop() == {}

    one, other = first.stop(), second.stop()
    assert np.abs(first.coeffs[:, :64] - second.coeffs[:, :64]).max() > 0.05
    assert one["seed"] != other["seed"]
    assert len(live.speakers) == 0
    third.say(SOUND[:PIECE])
    assert third.value["note"] == ""


def test_a_closed_page_gives_its_place_up(visitors, live):
    first, second, third = visitors
    for visitor in (first, second):
        visitor.say(SOUND[:PIECE])
    live.leave(first.request)
    live.leave(third.request)  # has none
    assert third.say().coeffs.shape == (46, 70)
    assert first.stop() == {}


def test_so_does_one_that_has_gone_silent(visitors, live, monkeypatch):
    for visitor in visitors[:2]:
        visitor.say(SOUND[:PIECE])
    later = speakers.time.monotonic() + 61
    monkeypatch.setattr(speakers.time, "monotonic", lambda: later)
    visitors[2].say(SOUND[:PIECE])
    assert visitors[2].value["note"] == ""
    assert len(live.speakers) == 1


def test_a_piece_after_stop_is_left_out_and_record_begins_anew(visitors, live):
    (visitor, *_) = visitors
    visitor.say()
    first = visitor.stop()
    visitor.say(SOUND[:PIECE])  # of the same stream
    assert visitor.value is None
    assert len(live.speakers) == 0
    visitor.record()
    visitor.shown = {}
    second = visitor.say(SOUND[:RATE]).stop()
    assert len(second["shown"].take) == 25
    assert second["shown"].run > first["shown"].run


def test_a_session_lasts_no_longer_than_a_run_may(live, tmp_path):
    visitor = Visitor(Live(live._runner, 1, max_seconds=1), tmp_path, "d")
    visitor.say()
    assert visitor.value["stop"]
    assert "stopped after 1 s" in visitor.value["note"]
    done = visitor.stop()
    assert len(done["shown"].take) == 25
    assert "The recording: It was stopped after 1 s" in done["notes"]


def test_nothing_said_is_a_sentence(visitors):
    (visitor, *_) = visitors
    visitor.say(SOUND[:960])
    assert visitor.stop()["view"]["note"] == "Nothing was heard: press Record, then speak."


def test_what_is_no_sound_and_settings_out_of_range_are_sentences_and_it_goes_on(visitors):
    (visitor, *_) = visitors
    visitor.hear(None)
    path = visitor.folder / "audio.wav"
    path.write_bytes(b"RIFF")
    visitor.hear(str(path))
    assert "could not be read" in visitor.value["note"]
    visitor.hear(str(path.with_name("gone.wav")))
    assert "could not be read" in visitor.value["note"]
    for strength in (-1, 4, math.nan):
        visitor.say(SOUND[:PIECE], strength=strength)
        assert "The strength is" in visitor.value["note"]
    visitor.say(np.zeros(0, np.int16)).say()
    assert visitor.coeffs.shape[1] == 70
    assert visitor.value["note"] == ""


def test_another_microphone_may_have_another_rate_and_more_channels(visitors):
    (visitor, *_) = visitors
    slow = np.rint(30_000 * speech(44_100, 44_100, channels=2, seed=4)).astype(np.int16)
    visitor.say(SOUND[:RATE]).say(slow, 44_100).say(SOUND[:RATE])
    samples = load_audio(visitor.stop()["audio"])
    assert len(samples) == 3 * 16_000
    assert len(visitor.coeffs) == 75 - 3 - 1  # the last frames are not there yet
    loud = np.abs(samples).reshape(3, -1).max(axis=1)
    assert loud.min() > 0.1
