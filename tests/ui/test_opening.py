"""The example that the page opens with, without a page."""

import gradio as gr
import numpy as np
import pytest
import scipy.io
from starlette.requests import Request

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.exports import ANIMATIONS
from sadcoeff.files.write import FORMATS
from sadcoeff.ui.handlers.after_run import AfterRun
from sadcoeff.ui.handlers.downloads import KINDS, MENU
from sadcoeff.ui.handlers.opening import RECORDING, read_take, write_take
from sadcoeff.ui.handlers.result import Adjustments

PLAIN = Adjustments()


@pytest.fixture
def after(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    return AfterRun()


def test_it_is_what_the_demo_weights_give(after):
    shipped = after.opening.take
    model = Audio2Coeff(find_weights("demo"), "cpu")
    batch = make_batch(RECORDING, seed=shipped.seed)
    made = model.take(batch, shipped.pose_style, seed=shipped.seed)
    for name in ("expression", "blink", "ratio", "pose", "start_pose"):
        np.testing.assert_allclose(getattr(shipped, name), getattr(made, name), atol=1e-4)
    assert (shipped.weights, shipped.audio_name) == (made.weights, made.audio_name)


def test_a_take_comes_back_as_it_was_saved(after, tmp_path):
    write_take(tmp_path / "take.npz", after.opening.take)
    found = vars(read_take(tmp_path / "take.npz"))
    for name, value in vars(after.opening.take).items():
        np.testing.assert_array_equal(found[name], value)
        assert type(found[name]) is type(value)


def test_it_is_adjusted_and_saved_as_a_run_is(after):
    visit = gr.Request(request=Request({"type": "http"}), session_hash="a")
    still = Adjustments(still=True)
    assert after.redraw(visit, None, True, still)["pose"]
    path = after.download(None, True, "mat 25", still)["file"]
    assert path.endswith("neutral##english.mat")
    coeffs = scipy.io.loadmat(path)["coeff_3dmm"]
    assert coeffs.shape == (245, 70)
    assert not coeffs[:, 64:].any()
    assert after.use_seed(None, True) == {"seed": str(after.opening.take.seed)}


def test_it_is_never_given_in_place_of_a_run_that_is_gone(after):
    visit = gr.Request(request=Request({"type": "http"}), session_hash="a")
    with pytest.raises(gr.Error, match="no longer kept: press Run again"):
        after.download(None, False, "mat 25", PLAIN)
    assert after.redraw(visit, None, False, PLAIN) == {}
    assert after.use_seed(None, False) == {}


def test_every_kind_of_file_is_in_the_menu_once_and_can_be_told_apart():
    entries = [entry for group in MENU.values() for entry in group]
    assert {e.kind for e in entries} >= {*FORMATS, *ANIMATIONS}
    assert len({e.label for e in entries}) == len(entries) == len(KINDS)
    assert all(e.purpose.endswith(".") for e in entries)
