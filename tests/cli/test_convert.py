"""`sadcoeff`: paths on stdout, one line an error, exit status."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import soundfile
from samples import write_speech

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.cli.main import main


def test_a_recording_becomes_a_file_whose_path_is_printed(speech, tmp_path):
    out = tmp_path / "new" / "out"
    command = [sys.executable, "-m", "sadcoeff", speech, "-o", out, "--style", "7", "--seed", "4"]
    done = subprocess.run(
        [*command, "--device", "cpu"], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == f"{out / 'neutral##speech.mat'}\n"
    assert "speech.wav" in done.stderr
    assert "/25 [" in done.stderr
    got = scipy.io.loadmat(done.stdout.strip())["coeff_3dmm"]
    wanted = Audio2Coeff(find_weights("demo"), "cpu").predict(make_batch(speech, seed=4), 7, seed=4)
    np.testing.assert_allclose(got, wanted, atol=1e-6)


def test_it_loads_neither_gradio_nor_matplotlib(speech, tmp_path):
    code = (
        "import sys; from sadcoeff.__main__ import main\n"
        f"assert main([{str(speech)!r}, '-o', {str(tmp_path)!r}]) == 0\n"
        "print(sorted({'gradio', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_option_reaches_the_run(speech, tmp_path, capsys):
    face = np.zeros((2, 73), np.float32)
    face[:, :70] = np.linspace(-0.3, 0.3, 70)
    ref = np.random.default_rng(0).normal(0, 0.1, (9, 70)).astype(np.float32)
    for name, coeffs in (("face", face), ("ref", ref)):
        scipy.io.savemat(tmp_path / f"{name}.mat", {"coeff_3dmm": coeffs})
    face, ref = tmp_path / "face.mat", tmp_path / "ref.mat"
    options = ["-o", tmp_path, "--source", face, "--ref-pose", ref, "--no-blink", "--style", "45"]
    assert main([str(o) for o in (speech, *options, "--seed", "9", "--weights", "demo")]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path == tmp_path / "face##speech.mat"
    batch = make_batch(speech, face, use_blink=False)
    wanted = Audio2Coeff(find_weights("demo"), "cpu").predict(batch, 45, ref, seed=9)
    np.testing.assert_allclose(scipy.io.loadmat(path)["coeff_3dmm"], wanted, atol=1e-6)


def test_a_folder_and_a_web_address_are_told_from_missing_files(tmp_path, capsys):
    assert main([str(tmp_path), "https://host.org/a.wav", "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert f"'{tmp_path}' is a folder: give a recording, or convert all that are in it with 's" in (
        said
    )
    assert "'https://host.org/a.wav' is a web address: download the sound file first.\n" in said


def test_formats_are_written_side_by_side(speech, tmp_path, capsys):
    options = ["--format", "csv", "--format", "mat", "--format", "mat257", "--format", "csv"]
    assert main([str(speech), "-o", str(tmp_path), "--style", "7", "--seed", "4", *options]) == 0
    paths = [tmp_path / f"neutral##speech{s}" for s in (".csv", ".mat", ".coeff257.mat")]
    assert capsys.readouterr().out.splitlines() == [str(p) for p in paths]
    content = scipy.io.loadmat(paths[1])
    coeffs = content["coeff_3dmm"]
    np.testing.assert_array_equal(
        np.loadtxt(paths[0], np.float32, "#", ",", None, 1)[:, 1:], coeffs
    )
    np.testing.assert_array_equal(scipy.io.loadmat(paths[2])["coeff"][:, 80:144], coeffs[:, :64])
    said = [content[k].item() for k in ("fps", "pose_style", "seed", "weights", "audio")]
    assert said == [25, 7, 4, "demo.safetensors", "speech"]


def test_a_bad_recording_leaves_the_others_alone(speech, tmp_path, capsys):
    assert main([str(tmp_path / "gone.wav"), str(speech), "-o", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines() == [str(tmp_path / "neutral##speech.mat")]
    assert f"sadcoeff: No sound file '{tmp_path / 'gone.wav'}': check the path.\n" in said.err


def test_what_is_wrong_with_a_usable_recording_is_noted(tmp_path, capsys):
    soundfile.write(tmp_path / "silence.wav", np.zeros(16_000), 16_000)
    assert main([str(tmp_path / "silence.wav"), "-o", str(tmp_path)]) == 0
    note = "sadcoeff: silence.wav: There is no sound in it: every sample is zero.\n"
    assert note in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "xls"], "argument --format: invalid choice: 'xls' (choose from"),
        (["--style", "46"], "The pose style is 46: it must be a whole number from 0 to 45."),
        (["--style", "3.7"], "argument --style: invalid int value: '3.7'"),
        (["--device", "abacus"], "This machine has no device 'abacus': use one of"),
        (["--weights", "no.safetensors"], "Unknown weights 'no.safetensors'"),
        (["--ref-pose", "gone.mat"], "No coefficient file 'gone.mat'"),
        (["--source", "gone.mat"], "No coefficient file 'gone.mat'"),
        (["--smoothing", "3.1"], "The smoothing strength is 3.1: it must be a number from 0 to 3."),
        (["--head-strength", "nan"], "The head-motion strength is nan: it must be a number from"),
        (["--blinks-per-minute", "61"], "The blink rate is 61.0: it must be a number from 0 to 6"),
        (["--ref-fps", "30"], "--ref-fps needs --ref-pose: add that, or leave it out."),
        (["--ref-pose", "x.mat", "--ref-fps", "0"], "The frame rate of the reference pose is 0.0"),
        (["--colour", "red"], "unrecognized arguments: --colour red"),
    ],
)
def test_a_wrong_setting_is_one_line_and_status_2(speech, tmp_path, capsys, options, sentence):
    out = tmp_path / "out"
    assert main([str(speech), "-o", str(out), *options]) == 2
    said = capsys.readouterr()
    last = said.err.replace("\r", "\n").splitlines()[-1]
    assert last.startswith("sadcoeff: ")
    assert sentence in last
    assert said.out == ""
    assert not out.exists()


def test_recordings_of_one_name_get_longer_ones(speech, tmp_path, capsys):
    flac, twin = tmp_path / "SPEECH.flac", tmp_path / "other" / "speech.wav"
    twin.parent.mkdir()
    for seed, path in enumerate((flac, twin)):
        write_speech(path, 3 + seed)
    out = tmp_path / "out"
    given = [speech, flac, twin, speech]
    assert main([*map(str, given), "-o", str(out), "--format", "csv", "--format", "mat"]) == 0
    digests = [hashlib.sha256(str(p).encode()).hexdigest()[:8] for p in (speech, twin)]
    stems = [f"speech-{digests[0]}", "SPEECH.flac", f"speech-{digests[1]}"]
    wanted = [out / f"neutral##{stem}{end}" for stem in stems for end in (".csv", ".mat")]
    assert capsys.readouterr().out.splitlines() == [str(path) for path in wanted]
    contents = [scipy.io.loadmat(path) for path in wanted[1::2]]
    assert [len(c["coeff_3dmm"]) for c in contents] == [25, 3, 4]
    assert [c["audio"].item() for c in contents] == ["speech", "SPEECH", "speech"]
