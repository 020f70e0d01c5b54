"""The endpoint `/generate`, as scripts use it through gradio_client."""

from pathlib import Path

import numpy as np
import pytest
import scipy.io
import soundfile
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError, ValidationError
from httpx import HTTPStatusError

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
    """What the server says against it; values that Gradio's own components refuse give a 400."""
    with pytest.raises((AppError, ValidationError, HTTPStatusError)) as refused:
        generate(client, audio, **settings)
    response = getattr(refused.value, "response", None)
    return response.text if response else str(refused.value)


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


def test_a_reference_pose_is_added(client, tmp_path):
    ref = np.zeros((10, 70), np.float32)
    ref[:, 65] = np.linspace(0, 0.3, 10)
    scipy.io.savemat(tmp_path / "ref.mat", {"coeff_3dmm": ref})
    plain = scipy.io.loadmat(generate(client)[-1])["coeff_3dmm"]
    moved = generate(client, ref_pose=handle_file(str(tmp_path / "ref.mat")))
    assert "starts again at 0.40 s" in moved[2]
    added = scipy.io.loadmat(moved[-1])["coeff_3dmm"] - plain
    np.testing.assert_allclose(added[:20, 65], np.tile(ref[:, 65], 2), atol=1e-6)
    assert np.abs(np.delete(added, 65, axis=1)).max() == 0


def test_without_a_recording_idle_seconds_make_motion(client):
    status, preview, *_, path = generate(client, None, idle_seconds="2")
    assert (status["frames"], preview["frames"], preview["audio"]) == (50, 50, None)
    assert Path(path).name == "neutral##idlemode_2.mat"
    assert "The idle motion is to last 201.0 s" in refusal(client, None, idle_seconds="201")


def test_without_a_seed_every_run_differs(client):
    seeds = {generate(client, seed="")[0]["seed"] for _ in range(3)}
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


def test_settings_out_of_range_are_refused(client):
    assert "46" in refusal(client, pose_style=46)
    assert "The seed is '9e9'" in (refusal(client, seed="9e9"))
    assert "abacus" in refusal(client, device="abacus")
    assert "/etc/passwd" in refusal(client, weights="/etc/passwd")
