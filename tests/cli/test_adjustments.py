"""`sadcoeff` with the options that the page has under Adjust, and with `--normalise`."""

import numpy as np
import scipy.io
import soundfile
from samples import face
from samples import speech as voice

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.cli.main import main
from sadcoeff.motion.edits import Edits, render
from sadcoeff.motion.reference import RefPose, ref_motion


def test_the_adjustments_of_the_page_reach_the_run(speech, tmp_path, capsys):
    scipy.io.savemat(tmp_path / "ref.mat", {"coeff_3dmm": face(9, 70)})
    ref = str(tmp_path / "ref.mat")
    take = Audio2Coeff(find_weights("demo"), "cpu").take(make_batch(speech, seed=9), 0, seed=9)
    motion = ref_motion(face(9, 70), 25, RefPose(50))
    for options, edits in (
        ("--still --blinks-per-minute 0", Edits(still=True, blinks=False)),
        (
            "--expression-strength 1.5 --head-strength 2 --smoothing 0 --blinks-per-minute 60",
            Edits(1.5, 2, smoothing=0, blinks_per_minute=60),
        ),
    ):
        more = ["-o", str(tmp_path), "--seed", "9", "--ref-pose", ref, "--ref-fps", "50"]
        assert main([str(speech), *more, *options.split()]) == 0
        got = scipy.io.loadmat(capsys.readouterr().out.strip())["coeff_3dmm"]
        np.testing.assert_allclose(got, render(take, edits, motion), atol=1e-6)


def test_settings_that_cancel_each_other_are_named(speech, tmp_path, capsys):
    options = ["--still", "--style", "7", "--no-blink", "--blinks-per-minute", "9"]
    assert main([str(speech), "-o", str(tmp_path), *options]) == 0
    assert capsys.readouterr().err.splitlines()[:2] == [
        "sadcoeff: Still holds the head, so the pose style 7 has no effect.",
        "sadcoeff: Blinks are off, so the rate of 9 a minute has no effect.",
    ]


def test_a_quiet_recording_is_raised_if_asked(tmp_path, capsys):
    quiet = tmp_path / "quiet.wav"
    soundfile.write(quiet, voice(16_000) * np.float32(1e-3), 16_000, "FLOAT")
    found = []
    for options, note in (
        ([], "will hardly move unless the level is raised (--normalise, or "),
        (["--normalise"], "sadcoeff: quiet.wav: It was very quiet: it was raised by "),
    ):
        assert main([str(quiet), "-o", str(tmp_path), "--seed", "9", *options]) == 0
        said = capsys.readouterr()
        assert note in said.err
        found.append(scipy.io.loadmat(said.out.strip()))
    assert "raised_db" not in found[0]
    batch = make_batch(quiet, seed=9, normalise=True)
    assert found[1]["raised_db"].item() == round(batch["raised_db"], 2)
    wanted = Audio2Coeff(find_weights("demo"), "cpu").predict(batch, 0, seed=9)
    np.testing.assert_allclose(found[1]["coeff_3dmm"], wanted, atol=1e-6)
