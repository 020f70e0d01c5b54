"""The endpoint `/generate`, as scripts use it through gradio_client."""

from pathlib import Path

import numpy as np
import pytest
import scipy.io
import soundfile
from gradio_client import Client, handle_file
from gradio_client.exceptions import ValidationError

from sadcoeff import Audio2Coeff, find_weights, make_batch

EXAMPLE = Path(__file__).parents[3] / "sadcoeff" / "assets" / "examples" / "spanish.flac"


@pytest.fixture(scope="module")
def client(server):
    return Client(server, verbose=False)


def generate(client, audio=EXAMPLE, **settings):
    given = {"pose_style": 0, "ref_pose": None, "seed": "3", "device": "cpu", "weights": "demo"}
    audio = audio and handle_file(str(audio))
    return client.predict(audio=audio, **{**given, **settings}, api_name="/generate")


def refusal(client, audio=EXAMPLE, **settings):
    """What the server says against it, as a script gets to read it."""
    with pytest.raises(ValidationError) as refused:
        generate(client, audio, **settings)
    return str(refused.value)


def test_it_gives_status_figures_and_the_file(client):
    status, preview, notes, pose, expression, path = generate(client, pose_style=12)
    assert status["frames"] == 208
    assert status["seconds"] == pytest.approx(8.32)
    assert (status["pose_style"], status["seed"], status["device"]) == (12, 3, "cpu")
    assert status["real_time_factor"] > 0
    assert (preview["frames"], preview["fps"], notes) == (208, 25, "")
    assert pose.count("<svg") == expression.count("<svg") == 1
    assert Path(path).name == "neutral##spanish.mat"
    wanted = Audio2Coeff(find_weights(), "cpu").predict(make_batch(EXAMPLE, seed=3), 12, seed=3)
    np.testing.assert_allclose(scipy.io.loadmat(path)["coeff_3dmm"], wanted, atol=1e-5)


def test_a_reference_pose_is_added(client, one_second, tmp_path):
    ref = np.zeros((10, 70), np.float32)
    ref[:, 65] = np.linspace(0, 0.3, 10)
    scipy.io.savemat(tmp_path / "ref.mat", {"coeff_3dmm": ref})
    plain = scipy.io.loadmat(generate(client, one_second)[-1])["coeff_3dmm"]
    moved = generate(client, one_second, ref_pose=handle_file(str(tmp_path / "ref.mat")))
    assert "starts again at 0.40 s" in moved[2]
    added = scipy.io.loadmat(moved[-1])["coeff_3dmm"] - plain
    np.testing.assert_allclose(added[:20, 65], np.tile(ref[:, 65], 2), atol=1e-6)
    assert np.abs(np.delete(added, 65, axis=1)).max() == 0


def test_a_quiet_recording_is_raised_if_asked(client, tmp_path):
    quiet = 1e-3 * soundfile.read(EXAMPLE)[0][:16_000]
    soundfile.write(tmp_path / "quiet.wav", quiet, 16_000, "FLOAT")
    status, _, notes, *_ = generate(client, tmp_path / "quiet.wav", normalise=True)
    assert 40 < status["raised_db"] <= 60
    assert "It was very quiet: it was raised by" in notes


def test_without_a_recording_idle_seconds_make_motion(client):
    status, preview, *_, path = generate(client, None, idle_seconds="2")
    assert (status["frames"], preview["frames"], preview["audio"]) == (50, 50, None)
    assert Path(path).name == "neutral##idlemode_2.mat"
    assert "The idle motion is to last 201.0 s" in refusal(client, None, idle_seconds="201")


def test_without_a_seed_every_run_differs(client, one_second):
    seeds = {generate(client, one_second, seed="")[0]["seed"] for _ in range(3)}
    assert len(seeds) == 3


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [(0.039, "lasts 39 ms, less than one video frame"), (201, "more than the limit of 200 s")],
)
def test_a_recording_of_the_wrong_length_is_refused(client, tmp_path, seconds, sentence):
    soundfile.write(tmp_path / "speech.wav", np.zeros(round(seconds * 8000)), 8000)
    assert sentence in refusal(client, tmp_path / "speech.wav")


def test_what_is_no_recording_is_refused(client, tmp_path):
    (tmp_path / "speech.wav").write_text("words, not sound")
    assert "'speech.wav' cannot be read as sound" in refusal(client, tmp_path / "speech.wav")
    assert "There is no recording yet" in refusal(client, None)


OTHER_SETTINGS = {
    "pose_style": [46, -1, 2.5, "2", True],
    "expression_strength": [3.5, "1", True],
    "head_strength": [-0.1, None],
    "smoothing": [4],
    "still": [1, "yes"],
    "blinks": [0],
    "blinks_per_minute": [61],
    "ref_fps": [0, 500, "25"],
    "ref_blend": [1.5],
    "seed": ["9e9", "1.5", 1.5, True],
    "device": ["abacus", ["cpu"]],
    "weights": ["/etc/passwd", None],
    "ref_pose": ["ref.mat"],
}


@pytest.mark.parametrize("name", OTHER_SETTINGS)
def test_a_setting_of_another_kind_or_out_of_range_is_refused_in_words(client, name):
    for value in OTHER_SETTINGS[name]:
        said = refusal(client, **{name: value})
        assert said.startswith(f"1 parameter(s) failed validation:\n- {name}: ")
        assert repr(value) in said or str(value) in said
        assert said.endswith(".")


def test_a_file_of_another_kind_is_refused_in_words(client, tmp_path):
    (tmp_path / "ref.pdf").write_text("x")
    said = refusal(client, source=handle_file(str(tmp_path / "ref.pdf")))
    assert said.endswith(
        "- source: The source is no file of a known kind: use .mat, .npy, .csv, .txt."
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"audio": None}, "- audio: There is no recording yet"),
        ({"seed": "1.5"}, "- seed: The seed is '1.5'"),
        (
            {"weights": "/etc/passwd"},
            "- weights: Unknown weights '/etc/passwd': use demo or",
        ),
        ({"device": "abacus"}, "- device: Unknown device 'abacus': use cpu"),
    ],
)
def test_the_comparison_of_styles_refuses_the_same(client, wrong, sentence):
    given = {"audio": handle_file(str(EXAMPLE)), "seed": "3", "device": "cpu", "weights": "demo"}
    with pytest.raises(ValidationError) as refused:
        client.predict(**{**given, **wrong}, api_name="/compare_styles")
    assert sentence in str(refused.value)
