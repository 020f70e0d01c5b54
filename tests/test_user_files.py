"""What people bring gives its right answer through all four ways in."""

import contextlib
import io

import gradio as gr
import numpy as np
import pytest
from bulk.written import lines
from starlette.requests import Request as Asked
from ui.awaiting import wait_for
from user_files import FRAMES, write_user_files

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.audio import load_audio, load_recording
from sadcoeff.cli.main import main
from sadcoeff.errors import AudioError
from sadcoeff.motion.columns import EXPRESSION
from sadcoeff.ui.handlers import generate
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.result import Adjustments, notes
from tools.containers import measure_delay

OPTIONS = ("--format", "npy", "--device", "cpu", "--no-blink")  # then no seed changes the face

# Each way gives, by the files' names, the coefficients (None where it refuses) and what it says.


def by_python(folder, names, _out):
    model = Audio2Coeff(find_weights("demo"), "cpu")
    return {name: ask_python(model, folder / name) for name in names}


def ask_python(model, path):
    try:
        coeffs = model.predict(make_batch(path, use_blink=False), 0)
        return coeffs, " ".join(load_recording(path).notes)
    except AudioError as error:
        return None, str(error)


def by_command(folder, names, out):
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        options = ["-o", str(out), *OPTIONS]
        assert main([*(str(folder / name) for name in names), *options]) == 2
    told = [line for line in said.getvalue().splitlines() if "sadcoeff: " in line]
    files = {name: out / f"neutral##{name.split('.')[0]}.npy" for name in names}
    return {
        name: (
            np.load(file) if file.exists() else None,
            " ".join(line for line in told if name in line),
        )
        for name, file in files.items()
    }


def by_batch(folder, _names, out):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        options = ["-o", str(out), *OPTIONS]
        assert main(["batch", str(folder), *options]) == 2
    return {
        line["input"]: (
            None if line["error"] else np.load(out / line["output"]),
            " ".join([*(line["notes"] or []), line["error"] or ""]).strip(),
        )
        for line in lines(out)
    }


def by_page(folder, names, out):
    def leave_out_figures(shown, adjustments, _face):  # which take longer than all the rest
        return {"notes": notes(shown, adjustments)}

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(out))
        patch.setattr(generate, "draw", leave_out_figures)
        runner = generate.Runner(Files.up_to(600))
        visit = gr.Request(request=Asked({"type": "http"}), session_hash="a")
        return {name: ask_page(runner, visit, str(folder / name)) for name in names}


def ask_page(runner, visit, path):
    request = generate.Request(path, seed="1")
    if faults := wait_for(runner.check, visit, request):
        return None, faults["audio"]
    *_, last = runner.generate(visit, request, Adjustments())
    return last["shown"].take.expression, last["notes"]


WAYS = {"Python": by_python, "command": by_command, "batch": by_batch, "page": by_page}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("brought")


@pytest.fixture(scope="module")
def right(folder):
    return write_user_files(folder)


@pytest.fixture(scope="module")
def answers(folder, right, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return {way: answer(folder, list(right), out / way) for way, answer in WAYS.items()}


def test_all_of_the_sound_is_there_in_step(folder, right):
    for name, (sound, _) in right.items():
        if sound is not None:
            samples = load_audio(folder / name)
            assert abs(len(samples) // 640 - FRAMES) <= 1, name
            assert abs(measure_delay(samples, sound)) < 10, name  # ms
            common = min(len(samples), len(sound))
            assert np.corrcoef(samples[:common], sound[:common])[0, 1] > 0.9, name


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_the_right_answer(right, answers, way):
    assert answers[way].keys() == right.keys()
    for name, (coeffs, said) in answers[way].items():
        wanted = answers["Python"][name][0]
        assert (coeffs is None) == (right[name].sound is None), (name, said)
        assert right[name].said in said, name
        assert bool(said) == bool(right[name].said), (name, said)
        if coeffs is not None:
            np.testing.assert_allclose(
                coeffs[:, EXPRESSION], wanted[:, EXPRESSION], atol=1e-5, err_msg=name
            )
