"""The main tab's handlers, without a page."""

from dataclasses import replace

import gradio as gr
import numpy as np
import pytest
import scipy.io
import soundfile
from awaiting import wait_for
from samples import face, speech, write_coeffs
from starlette.requests import Request as Asked

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.audio import load_audio
from sadcoeff.face.lids import read_blinks
from sadcoeff.files import read
from sadcoeff.ui.handlers.generate import Request, Runner
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.result import Adjustments

STILL = Adjustments(still=True)


@pytest.fixture
def runner(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    return Runner(Files.up_to(600))


@pytest.fixture
def visit():
    return gr.Request(request=Asked({"type": "http"}), session_hash="a")


def run(runner, visit, request, adjustments=STILL):
    """What a run gives, after its check."""
    assert wait_for(runner.check, visit, request) == {}
    *_, last = runner.generate(visit, request, adjustments)
    return last


def counted(monkeypatch, module, name):
    calls, plain = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *a, **k: calls.append(a) or plain(*a, **k))
    return calls


def test_a_run_reads_each_file_once_and_a_redraw_none(
    runner, visit, one_second, tmp_path, monkeypatch
):
    sounds = counted(monkeypatch, soundfile, "SoundFile")
    opened = counted(monkeypatch, read, "read_variables")
    paths = [str(write_coeffs(tmp_path / f"{n}.mat", face(4))) for n in ("ref", "source", "eyes")]
    ref, source, eyes = paths
    request = Request(str(one_second), ref_pose=ref, source=source, eye_blink=eyes, seed="1")
    shown = run(runner, visit, request)["shown"]
    assert len(sounds) == 1
    assert sorted(call[0].name for call in opened) == ["eyes.mat", "ref.mat", "source.mat"]
    before = sorted(tmp_path.rglob("*"))
    assert runner.after.redraw(visit, shown, False, Adjustments(head_strength=2))["pose"]
    assert (len(sounds), len(opened)) == (1, 3)
    assert sorted(tmp_path.rglob("*")) == before


def test_raising_a_quiet_recording_needs_no_other_decoding(runner, visit, tmp_path, monkeypatch):
    sound = speech(16_000) * np.float32(1e-3)
    soundfile.write(tmp_path / "quiet.wav", sound, 16_000, "FLOAT")
    decoded = counted(monkeypatch, soundfile, "SoundFile")
    plain = Request(str(tmp_path / "quiet.wav"), seed="1")
    assert wait_for(runner.check, visit, plain) == {}
    raised = replace(plain, normalise=True)  # switched while the run was queued
    *_, louder = runner.generate(visit, raised, STILL)
    assert sum("w" not in call for call in decoded) == 1  # what the preview plays is written
    quieter = run(runner, visit, plain)
    assert "will hardly move unless the level is raised (--normalise, or 'R" in quieter["notes"]
    assert "It was very quiet: it was raised by " in louder["notes"]
    gain = louder["line"]["raised_db"]
    assert f"· 25 frames · raised by {gain:.0f} dB · style 0" in louder["line"]["message"]
    assert scipy.io.loadmat(louder["file"])["raised_db"].item() == gain
    assert "raised_db" not in scipy.io.loadmat(quieter["file"])
    batch = make_batch(plain.audio, seed=1, normalise=True)
    wanted = Audio2Coeff(find_weights("demo"), "cpu").take(batch, 0, seed=1).expression
    np.testing.assert_allclose(louder["shown"].take.expression, wanted, atol=1e-6)


def test_a_redraw_of_the_run_before_is_not_shown_over_the_new_one(runner, visit, one_second):
    request = Request(str(one_second), seed="1")
    first = run(runner, visit, request)["shown"]
    assert runner.after.redraw(visit, first, False, Adjustments())["pose"]
    second = run(runner, visit, request)["shown"]
    assert runner.after.redraw(visit, first, False, Adjustments()) == {}
    assert runner.after.redraw(visit, second, False, Adjustments())["pose"]


def test_a_run_is_drawn_anew_only_if_settings_changed_meanwhile(runner, visit, one_second):
    shown = run(runner, visit, Request(str(one_second), seed="1"))["shown"]
    assert runner.after.catch_up(visit, shown, False, STILL) == {}
    assert runner.after.catch_up(visit, shown, False, Adjustments())["pose"]
    assert runner.after.catch_up(visit, None, False, STILL) == {}


def test_faults_are_named_by_their_inputs(runner, visit, tmp_path):
    (tmp_path / "words.wav").write_text("words")
    request = Request(
        str(tmp_path / "words.wav"), source=str(tmp_path / "none.mat"), seed="x", weights="none"
    )
    faults = wait_for(runner.check, visit, request)
    assert set(faults) == {"audio", "source", "seed", "weights"}
    assert "'words.wav' cannot be read as sound" in faults["audio"]


@pytest.mark.parametrize(
    ("name", "options", "gain", "own"),
    [
        ("plain.wav", {}, 1, True),
        ("plain.flac", {}, 1, True),
        ("compressed.mp3", {}, 1, False),  # browsers do not agree on where it begins
        ("floats.wav", {"subtype": "FLOAT"}, 1, False),
        ("integers.wav", {"subtype": "FLOAT"}, 2**15, False),  # which a browser would shout out
    ],
)
def test_the_preview_plays_what_any_browser_can(runner, visit, tmp_path, name, options, gain, own):
    path = tmp_path / name
    soundfile.write(path, gain * speech(16_000), 16_000, **options)
    played = run(runner, visit, Request(str(path), seed="1"))["preview"]["audio"]["path"]
    assert (played == str(path)) == own
    samples, rate = soundfile.read(played, dtype="float32")
    wanted = load_audio(path)
    assert rate == 16_000
    np.testing.assert_allclose(samples[: len(wanted)], wanted, atol=1 / 2**15)


def test_idle_seconds_serve_where_there_is_no_recording(runner, visit, one_second):
    last = run(runner, visit, Request(None, idle_seconds="2", seed="1"), Adjustments())
    assert last["line"]["frames"] == 50
    assert last["preview"]["audio"] is None
    assert last["file"].endswith("neutral##idlemode_2.mat")
    both = run(runner, visit, Request(str(one_second), idle_seconds="2", seed="1"), Adjustments())
    assert both["line"]["frames"] == 25
    assert "There is a recording, so the idle seconds have no effect." in both["notes"]


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "601", "ten"])
def test_impossible_idle_seconds_are_told_at_their_field(runner, visit, seconds):
    faults = wait_for(runner.check, visit, Request(None, idle_seconds=seconds))
    assert list(faults) == ["idle_seconds"]
    assert "it must be a number from 0.04 (one frame) to 600." in faults["idle_seconds"]


def test_eyes_follow_an_expression_alone_and_heads_do_not(runner, visit, one_second, tmp_path):
    alone = tmp_path / "alone.npy"
    np.save(alone, face(40, 64))
    given = {"eye_blink": str(alone), "seed": "1"}
    lids = run(runner, visit, Request(str(one_second), **given), Adjustments())
    strengths = read_blinks(face(40, 64))[:25]
    np.testing.assert_array_equal(lids["shown"].take.ratio, strengths)
    assert "The eyelids follow the eye-blink file" in lids["notes"]
    whole = Request(str(one_second), eye_blink_mode="expression", **given)
    shown = run(runner, visit, whole, Adjustments())
    assert not shown["shown"].take.ratio.any()
    assert "The whole expression follows" in shown["notes"]
    posed = Request(str(one_second), ref_pose=str(alone), source=str(alone))
    faults = wait_for(runner.check, visit, posed)
    assert set(faults) == {"ref_pose", "source"}
    assert "'alone.npy' holds an expression alone" in faults["source"]


def test_the_crop_of_the_source_face_is_in_the_download(runner, visit, one_second, tmp_path):
    source = write_coeffs(tmp_path / "face.mat", face(2, 73))
    shown = run(runner, visit, Request(str(one_second), source=str(source)))["shown"]
    path = runner.after.download(shown, False, "mat257 25", STILL)["file"]
    crops = scipy.io.loadmat(path)["transform_params"]
    np.testing.assert_array_equal(crops[:, 2:], np.tile(face(2, 73)[0, 70:], (25, 1)))
