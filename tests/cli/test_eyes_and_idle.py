"""`--eye-blink` and `--idle` of the command line, and neighbours' files as references."""

import numpy as np
import pytest
import scipy.io
from samples import face, write_coeffs, write_speech

from sadcoeff import Audio2Coeff, find_weights, make_batch, make_idle_batch
from sadcoeff.cli.main import main

CROP = np.array([256, 256, 0.9, 120, 130], np.float32)


@pytest.fixture
def speech(tmp_path):
    return write_speech(tmp_path / "speech.wav", 30)


@pytest.fixture(scope="module")
def demo():
    return Audio2Coeff(find_weights("demo"), "cpu")


def written(capsys, *options):
    """Runs the command and gives the variables of the one file that it names."""
    assert main([str(option) for option in options]) == 0
    (path,) = capsys.readouterr().out.splitlines()
    return path, scipy.io.loadmat(path)


def refused(capsys, *options):
    assert main([str(option) for option in options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.replace("\r", "\n").splitlines()[-1]


@pytest.mark.parametrize("mode", ["eyelids", "expression"])
def test_the_eyes_follow_a_file(speech, tmp_path, capsys, demo, mode):
    np.save(tmp_path / "eyes.npy", face(40, 64))  # an expression alone
    eyes = tmp_path / "eyes.npy"
    chosen = [] if mode == "eyelids" else ["--eye-blink-mode", mode]
    options = ["-o", tmp_path, "--seed", 3, "--eye-blink", eyes, *chosen]
    _, content = written(capsys, speech, *options)
    batch = make_batch(speech, None, eyes, eye_blink_mode=mode, seed=3)
    wanted = demo.predict(batch, 0, seed=3)
    np.testing.assert_allclose(content["coeff_3dmm"], wanted, rtol=0, atol=1e-5)


def test_a_batch_takes_the_same_options(speech, tmp_path, capsys, demo):
    np.save(tmp_path / "eyes.npy", face(40, 64))
    eyes, out = tmp_path / "eyes.npy", tmp_path / "out"
    listed = tmp_path / "list.txt"
    listed.write_text("speech.wav\n")
    source = write_coeffs(tmp_path / "face.mat", np.hstack([face(1, 70), CROP[None, 2:]]))
    options = ["--eye-blink", eyes, "--eye-blink-fps", 50, "--source", source, "--seed", 3]
    command = ["batch", listed, "-o", out, *options, "--format", "mat73"]
    assert main([str(option) for option in command]) == 0
    values = scipy.io.loadmat(out / "face##speech.coeff73.mat")["coeff_3dmm"]
    np.testing.assert_array_equal(values[:, 70:], np.tile(CROP[2:], (30, 1)))
    how = {"eye_blink_mode": "eyelids", "eye_blink_fps": 50}
    wanted = demo.predict(make_batch(speech, source, eyes, **how), 0, seed=3)
    np.testing.assert_allclose(values[:, :64], wanted[:, :64], rtol=0, atol=1e-5)
    capsys.readouterr()
    assert "of a run with another eye blink mode: choose" in refused(
        capsys, *command, "--eye-blink-mode", "expression"
    )


def test_idle_motion_needs_no_recording(tmp_path, capsys, demo):
    source = tmp_path / "face.mat"
    full = np.zeros((3, 257), np.float32)
    full[:, 80:144] = face(3, 64)
    crops = np.tile(CROP, (3, 1))
    scipy.io.savemat(source, {"coeff": full, "transform_params": crops})
    options = ["-o", tmp_path, "--source", source, "--seed", 3, "--format", "mat257"]
    path, content = written(capsys, "--idle", 1.2, *options)
    assert path == str(tmp_path / "face##idlemode_1.2.coeff257.mat")
    wanted = demo.predict(make_idle_batch(1.2, source, seed=3), 0, seed=3)
    np.testing.assert_allclose(content["coeff"][:, 80:144], wanted[:, :64], rtol=0, atol=1e-5)
    np.testing.assert_array_equal(content["transform_params"], np.tile(CROP, (30, 1)))


def test_what_cannot_be_is_refused_in_one_line(speech, tmp_path, capsys):
    np.save(tmp_path / "eyes.npy", face(4, 64))
    eyes, out = tmp_path / "eyes.npy", tmp_path / "out"
    for option in ("--source", "--ref-pose"):
        said = refused(capsys, speech, "-o", out, option, eyes)
        assert "'eyes.npy' holds an expression alone (64 columns)" in said
    assert "There is no recording: give a sound file, or --idle" in refused(capsys, "-o", out)
    said = refused(capsys, speech, "--idle", 3, "-o", out)
    assert said.endswith(f"leave out either it or '{speech}'.")
    for seconds in ("0", "-3", "nan", "inf", "1e300"):
        assert "The idle motion is to last" in refused(capsys, f"--idle={seconds}", "-o", out)
    assert not out.exists()
