"""What both tabs say of mouth and sound, without a page."""

import re
from dataclasses import replace

import gradio as gr
import numpy as np
import pytest
from awaiting import wait_for
from made_up import rows
from starlette.requests import Request as Asked

from sadcoeff.files.read import read_any
from sadcoeff.files.write import write
from sadcoeff.motion.meta import Meta
from sadcoeff.resources import ASSETS
from sadcoeff.sync import Sync
from sadcoeff.ui.handlers import inspect, result
from sadcoeff.ui.handlers.generate import Request, Runner
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.result import Adjustments

ENGLISH, SPANISH = (str(ASSETS / "examples" / f"{name}.flac") for name in ("english", "spanish"))

VISIT = gr.Request(request=Asked({"type": "http"}), session_hash="a")


@pytest.fixture(scope="module", autouse=True)
def no_figures():
    """Which take longer than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (result, inspect):
            patch.setattr(module, "show_pose", lambda *_: "")
            patch.setattr(module, "show_expression", lambda *_: "")
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run on a recording."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("uploads")))
        runner = Runner(Files.up_to(600))
        request = Request(SPANISH, seed="1")
        assert wait_for(runner.check, VISIT, request) == {}
        *_, last = runner.generate(VISIT, request, Adjustments())
        yield last


def look(*paths):
    return inspect.Inspector(Files.up_to(600)).inspect(VISIT, *paths)["line"]["message"]


def test_motion_says_in_its_line_that_the_mouth_is_in_step(made):
    line = made["line"]
    assert line["sync"]["verdict"] == "in step"
    assert abs(line["sync"]["shift"]) < 0.01
    assert (
        f"demo weights · mouth in step, agreement {line['sync']['agreement']:.2f} · "
        in (line["message"])
    )
    assert "mouth" not in made["notes"]


@pytest.mark.parametrize(
    ("sync", "sentence"),
    [
        (Sync("late", 0.08, 0.7), "The mouth is 80 ms behind the sound (agreement 0.70): drop 2"),
        (
            Sync("early", None, 0.5),
            "The mouth is more than 300 ms ahead of the sound (agreement 0.5",
        ),
        (Sync("apart", None, 0.1), "The mouth does not follow the recording (agreement 0.10): "),
        (Sync("unknown", reason="it is silent"), ""),
        (None, ""),
    ],
)
def test_motion_notes_only_what_is_wrong(made, sync, sentence):
    noted = result.notes(replace(made["shown"], sync=sync), Adjustments())
    assert noted.startswith(f"- {sentence}") if sentence else noted == ""


def test_inspect_tells_of_a_file_that_is_80_ms_late(made, tmp_path):
    coeffs = read_any(made["file"]).values
    late = np.concatenate([coeffs[:1], coeffs[:1], coeffs])
    np.save(tmp_path / "late.npy", late)
    alone = look(str(tmp_path / "late.npy"), None, SPANISH).partition(". ")[2]
    told = re.fullmatch(
        r"The mouth is (\d+) ms behind the sound \(agreement 0\.\d\d\): drop 2 frames at the "
        r"beginning of the coefficients\.",
        alone,
    )
    assert told, alone
    assert abs(int(told[1]) - 80) <= 6  # nine in ten are told as well as that, says the guide
    both = look(made["file"], str(tmp_path / "late.npy"), SPANISH)
    assert ". The mouth is in step with the sound (" in both
    assert f". The second file: the mouth is {told[1]} ms behind the sound (" in both
    assert "mouth" not in look(made["file"], None, None)


def test_inspect_goes_by_the_rate_that_a_file_names(made, tmp_path):
    coeffs = read_any(made["file"]).values
    at = np.arange(0, len(coeffs) - 1, 25 / 50)
    double = np.stack([np.interp(at, np.arange(len(coeffs)), c) for c in coeffs.T], axis=1)
    write(tmp_path / "a.csv", double.astype(np.float32), "csv", Meta(fps=50))
    assert "The mouth is in step" in look(str(tmp_path / "a.csv"), None, SPANISH)


def test_inspect_tells_when_they_do_not_belong_together_or_nothing_is_known(made, tmp_path):
    assert "The mouth does not follow this sound (" in look(made["file"], None, ENGLISH)
    np.save(tmp_path / "short.npy", rows(20, 64))
    assert look(str(tmp_path / "short.npy"), None, SPANISH).endswith(
        "cannot be told: they share 0.80 s, and it takes at least 1 s."
    )
