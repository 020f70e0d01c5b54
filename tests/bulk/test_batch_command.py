"""`sadcoeff batch`: results, resuming, and what is refused."""

import json

import numpy as np
import pytest
import scipy.io
import soundfile
import torch
from samples import face, speech, write_coeffs, write_speech
from written import contents, lines

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.cli.main import main
from sadcoeff.motion.edits import Edits, render
from sadcoeff.motion.reference import RefPose, ref_motion


def batch(*arguments):
    return main(["batch", *map(str, arguments), "--device", "cpu"])


def test_every_file_is_what_its_seed_gives_alone(clips, tmp_path, capsys):
    out = tmp_path / "out"
    assert batch(clips, "-o", out, "--style", 3) == 0
    said = capsys.readouterr()
    assert said.out == f"20 written, 0 already there, 0 failed: {out / 'manifest.jsonl'}\n"
    assert "/20 [" in said.err
    model = Audio2Coeff(find_weights("demo"), "cpu")
    found = lines(out)
    assert len({line["seed"] for line in found}) == len(found) == 20
    for line in found[::6]:
        path = clips / line["input"]
        content = scipy.io.loadmat(out / line["output"])
        batch_alone = make_batch(path, seed=line["seed"])
        wanted = model.predict(batch_alone, 3, seed=line["seed"])
        np.testing.assert_array_equal(content["coeff_3dmm"], wanted)
        assert content["seed"].item() == line["seed"]
        assert line["output"] == line["input"].replace("clip", "neutral##clip")[:-3] + "mat"
        assert (line["frames"], line["error"]) == (len(wanted), None)
        assert line["seconds"] > 0


def test_what_is_wrong_with_a_usable_recording_is_noted(tmp_path, capsys):
    sound = speech(25 * 640)
    soundfile.write(tmp_path / "a.wav", np.stack([sound, -sound], axis=1), 16_000)
    assert batch(tmp_path, "-o", tmp_path / "out") == 0
    (line,) = lines(tmp_path / "out")
    (note,) = line["notes"]
    assert note.startswith("The channels cancel each other")
    assert line["error"] is None
    assert f"sadcoeff: a.wav: {note}\n" in capsys.readouterr().err


@pytest.mark.parametrize("workers", [1, 3])
def test_neither_order_nor_workers_nor_company_change_a_bit(clips, tmp_path, workers):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert batch(clips, "-o", whole, "--seed", 5) == 0
    names = sorted((line["input"] for line in lines(whole)), reverse=True)
    listed = clips / "list.txt"
    before = torch.get_num_threads()
    torch.set_num_threads(workers)
    try:
        for some in (names[3:8], names[:1], names):
            listed.write_text("\n".join(some))
            assert batch(listed, "-o", parts, "--seed", 5) == 0
        assert torch.get_num_threads() == workers
    finally:
        torch.set_num_threads(before)
    assert contents(parts) == contents(whole)
    assert sorted(line["input"] for line in lines(parts)) == names[::-1]


def test_a_bad_file_is_recorded_passed_over_and_tried_again(clips, tmp_path, capsys):
    out, bad = tmp_path / "out", clips / "more" / "bad.wav"
    bad.write_bytes(b"no sound")
    assert batch(clips, "-o", out) == 2
    said = capsys.readouterr()
    assert said.out.startswith("20 written, 0 already there, 1 failed: ")
    assert "sadcoeff: more/bad.wav: 'bad.wav' cannot be read as sound" in said.err
    (line,) = [line for line in lines(out) if line["error"]]
    assert (line["input"], line["output"], line["frames"]) == ("more/bad.wav", None, None)
    write_speech(bad, 4)
    (out / "more" / "neutral##clip01.mat").unlink()
    kept = contents(out)
    assert batch(clips, "-o", out) == 0
    assert capsys.readouterr().out.startswith("2 written, 19 already there, 0 failed: ")
    assert contents(out).items() > kept.items()
    assert len(lines(out)) == len(contents(out)) == 21
    assert batch(clips, "-o", out) == 0
    assert capsys.readouterr().out.startswith("0 written, 21 already there, 0 failed: ")


def test_every_option_reaches_the_run(clips, tmp_path):
    source = write_coeffs(tmp_path / "face.mat", face())
    ref = write_coeffs(tmp_path / "ref.mat", face(9, 70, seed=1))
    out = tmp_path / "out"
    options = ["--source", source, "--ref-pose", ref, "--no-blink", "--style", 45, "--seed", -1]
    assert batch(clips, "-o", out, *options, "--format", "csv", "--format", "mat257") == 0
    (line,) = [line for line in lines(out) if line["input"] == "clip18.wav"]
    assert line["output"] == "face##clip18.csv"
    assert len(contents(out)) == 40
    seed, model = line["seed"], Audio2Coeff(find_weights("demo"), "cpu")
    alone = make_batch(clips / "clip18.wav", source, use_blink=False, seed=seed)
    wanted = model.predict(alone, 45, ref, seed=seed)
    table = np.loadtxt(out / line["output"], np.float32, delimiter=",", skiprows=1)
    np.testing.assert_array_equal(table[:, 1:], wanted)


def test_the_adjustments_of_the_page_reach_the_run(clips, tmp_path, capsys):
    ref = write_coeffs(tmp_path / "ref.mat", face(9, 70, seed=1))
    out, listed = tmp_path / "out", clips / "list.txt"
    listed.write_text("clip18.wav")
    options = ["--expression-strength", 1.5, "--head-strength", 0.5, "--smoothing", 2]
    options += ["--blinks-per-minute", 60, "--ref-pose", ref, "--ref-fps", 50, "--normalise"]
    quiet = speech(60 * 640) * np.float32(1e-3)
    soundfile.write(clips / "clip18.wav", quiet, 16_000, "FLOAT")
    assert batch(listed, "-o", out, *options) == 0
    (line,) = lines(out)
    alone = make_batch(clips / "clip18.wav", seed=line["seed"], normalise=True)
    assert line["raised_db"] == round(alone["raised_db"], 2) > 30
    assert line["notes"] == [
        f"It was very quiet: it was raised by {line['raised_db']:.0f} dB, noise and all."
    ]
    take = Audio2Coeff(find_weights("demo"), "cpu").take(alone, 0, seed=line["seed"])
    edits = Edits(1.5, 0.5, blinks_per_minute=60, smoothing=2)
    wanted = render(take, edits, ref_motion(face(9, 70, seed=1), 60, RefPose(50)))
    got = scipy.io.loadmat(out / line["output"])
    np.testing.assert_array_equal(got["coeff_3dmm"], wanted)
    assert got["raised_db"].item() == line["raised_db"]
    options[options.index("--smoothing") + 1] = 1
    capsys.readouterr()
    assert batch(listed, "-o", out, *options[:-1], "--still") == 2
    said = capsys.readouterr().err
    assert "of a run with another normalise and another still and another smoothing: ch" in said
    assert "Still holds the head, so the head-motion strength 0.5 has no effect.\n" in said


def test_what_is_passed_over_is_said(clips, capsys):
    (clips / "more" / "notes.txt").touch()
    for clip in sorted(clips.rglob("clip*.wav"))[1:]:
        clip.unlink()
    for _ in range(2):  # what a run has written into the folder is not counted
        assert batch(clips, "-o", clips) == 0
        assert capsys.readouterr().err.startswith(
            "sadcoeff: Passed over 1 file whose ending is not a recording's: 1 .txt "
            "('more/notes.txt').\n"
        )


def test_other_settings_for_the_same_folder_are_refused(clips, tmp_path, capsys):
    out = tmp_path / "out"
    assert batch(clips, "-o", out) == 0
    before = contents(out), lines(out)
    assert batch(clips, "-o", out, "--style", 1, "--seed", 2) == 2
    assert batch(clips / "more", "-o", out) == 2
    told = capsys.readouterr().err.replace("\r", "\n").splitlines()
    sentences = [line for line in told if line.startswith("sadcoeff: ")]
    assert "of a run with another style and another seed: choose another folder, or" in sentences[0]
    assert "of a run with another folder: choose" in sentences[1]
    assert (contents(out), lines(out)) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--style", "46"], "The pose style is 46"),
        (["--seed", str(2**64)], "The seed is 18446744073709551616"),
        (["--source", "gone.mat"], "No coefficient file"),
        (["--weights", "gone.safetensors"], "Unknown weights"),
        (["--device", "abacus"], "This machine has no device 'abacus'"),
        (["--smoothing", "3.1"], "The smoothing strength is 3.1: it must be a number from 0 to 3."),
        (["--ref-fps", "30"], "--ref-fps needs --ref-pose: add that, or leave it out."),
        (["--ray-address", "a:1"], "--ray-address needs --engine ray"),
        (["--engine", "abacus"], "argument --engine: invalid choice: 'abacus'"),
    ],
)
def test_a_wrong_setting_is_one_line_and_writes_nothing(clips, tmp_path, capsys, options, sentence):
    out = tmp_path / "out"
    assert main(["batch", str(clips), "-o", str(out), *options]) == 2
    last = capsys.readouterr().err.replace("\r", "\n").splitlines()[-1]
    assert last.startswith("sadcoeff: ")
    assert sentence in last
    assert not (out / "manifest.settings.json").exists()
    assert not list(out.rglob("*.mat"))


def test_two_inputs_of_one_name_are_kept_apart(clips, tmp_path):
    write_speech(clips / "clip00.flac", 5)
    assert batch(clips, "-o", tmp_path / "out") == 0
    found = {line["input"]: line["output"] for line in lines(tmp_path / "out")}
    assert found["clip00.flac"] == "neutral##clip00.flac.mat"
    assert found["clip00.wav"] == "neutral##clip00.wav.mat"
    assert len(contents(tmp_path / "out")) == 21


def test_the_settings_are_written_down(clips, tmp_path):
    out = tmp_path / "out"
    assert batch(clips, "-o", out, "--style", 7, "--no-blink") == 0
    found = json.loads((out / "manifest.settings.json").read_text())
    assert (found["folder"], found["style"], found["blinks"]) == (str(clips), 7, False)
