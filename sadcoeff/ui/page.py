"""The layout of the page, and which component feeds which handler."""

from itertools import count
from pathlib import Path
from typing import Any

import gradio as gr

from sadcoeff.bfm import Face
from sadcoeff.catalogue import default_weights, list_weights
from sadcoeff.devices import list_devices
from sadcoeff.files import read_coeffs
from sadcoeff.ui import status
from sadcoeff.ui.models import Models
from sadcoeff.ui.preview import preview_value, preview_view
from sadcoeff.ui.run import Runner
from sadcoeff.ui.settings import Settings

ASSETS = Path(__file__).resolve().parent.parent / "assets"
CSS = ASSETS / "page.css"
EXAMPLES = [[str(p)] for p in sorted((ASSETS / "examples").glob("*.flac"))]
LAST_STYLE = 45
_RUNS = count(1)
MICROPHONE_RATE = 16_000  # Hz, what the networks hear; recordings then need no resampling

_TITLE = """
# Speech to talking-head motion
A recording of speech becomes facial expression, head angles and translation, 25 times a second, in
the Deep3DFaceRecon space.
"""
_ABOUT_WEIGHTS = """
The *demo* weights that come with this program were trained from scratch on published outputs of
the official model. They are **not** the official SadTalker weights; put those into `checkpoints/`
and they are offered under Advanced.
"""


def build_page(models: Models, settings: Settings, face: Face | None = None) -> gr.Blocks:
    """The whole page, ready to launch.  `face` is shown instead of the neutral head."""
    runner = Runner(models, settings.max_seconds)
    page = gr.Blocks(
        title="sadcoeff: speech to talking-head motion",
        analytics_enabled=False,
        delete_cache=(600, 3600),
    )
    with page:
        gr.Markdown(_TITLE)
        with gr.Row(equal_height=False):
            with gr.Column(scale=2, min_width=320, elem_id="inputs"):
                inputs, run, cancel = _inputs()
            with gr.Column(scale=3, min_width=320, elem_id="results"):
                preview, *outputs = _results()
        started = _connect(runner, inputs, run, cancel, outputs)
        _play_after(started, inputs[0], outputs[-1], preview, face)
    return page


def _inputs() -> tuple[list[gr.components.Component], gr.Button, gr.Button]:
    """Components in the order of `Runner.generate`'s arguments, and the two buttons."""
    audio = gr.Audio(
        label="Recording of speech",
        elem_id="recording",
        sources=["upload", "microphone"],
        type="filepath",
        format="wav",
        waveform_options=gr.WaveformOptions(sample_rate=MICROPHONE_RATE),
        buttons=[],
    )
    gr.Examples(
        EXAMPLES, audio, label="Examples (synthetic voices)", example_labels=["English", "Español"]
    )
    style = gr.Slider(
        0,
        LAST_STYLE,
        value=0,
        step=1,
        precision=0,
        label="Pose style",
        info="One of 46 ways of moving the head.",
    )
    with gr.Row():
        run = gr.Button("Run", variant="primary", scale=2, min_width=140)
        cancel = gr.Button("Cancel", scale=1, min_width=100)
    with gr.Accordion("Advanced", open=False):
        ref_pose = gr.File(
            label="Reference pose (.mat), added to the motion",
            file_types=[".mat"],
            height=140,
            elem_id="ref-pose",
        )
        seed = gr.Textbox(
            "",
            label="Seed",
            placeholder="new head motion and blinks each time",
            info="A whole number repeats a run exactly.",
        )
        device = _choice("Device", list_devices(), list_devices()[0])
        weights = _choice("Weights", [(w.label, w.name) for w in list_weights()], default_weights())
    gr.Markdown(_ABOUT_WEIGHTS, elem_classes="note")
    return [audio, style, ref_pose, seed, device, weights], run, cancel


def _choice(label: str, choices: list, value: str) -> gr.Dropdown:
    return gr.Dropdown(choices, value=value, label=label, filterable=False)


def _results() -> list[gr.components.Component]:
    """The preview, then components in the order of what `Runner.generate` gives."""
    return [
        preview_view(),
        status.status_line(),
        _curves("Head pose", "Pitch, yaw and roll in degrees, translation in model units."),
        _curves("Expression", "The strongest of the 64 coefficients, and all of them as a map."),
        gr.File(label="Coefficients (.mat)", interactive=False, elem_id="download"),
    ]


def _curves(label: str, hint: str) -> gr.HTML:
    """A place for a figure, which says what will be there and keeps its height."""
    heading = f"<h3>{label}</h3>"
    return gr.HTML(
        f'<p class="hint">{hint}</p>',
        label=label,
        html_template=heading + "${value}",
        container=True,
        elem_id=label.lower().replace(" ", "-"),
        elem_classes="curves",
    )


def _connect(
    runner: Runner,
    inputs: list[gr.components.Component],
    run: gr.Button,
    cancel: gr.Button,
    outputs: list[gr.components.Component],
) -> gr.events.Dependency:
    """Returns the run, for what follows it."""
    line = outputs[0]
    started = run.click(
        runner.generate,
        inputs,
        outputs,
        api_name="generate",
        validator=runner.check,
        concurrency_id="networks",  # one run at a time has both the processor and the memory
        concurrency_limit=1,
        show_progress="minimal",
        show_progress_on=line,
    )
    # First the stop, then the word: together, a last report could still overwrite the word.
    stopped = cancel.click(None, cancels=[started])
    stopped.then(
        status.cancelled,
        line,
        line,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    return started


def _play_after(
    started: gr.events.Dependency,
    audio: gr.Audio,
    file: gr.File,
    preview: gr.HTML,
    face: Face | None,
) -> None:
    """Once a run is done, its motion plays with the recording."""

    def value(audio: str, mat: str) -> dict[str, Any]:
        return preview_value(read_coeffs(mat), audio, next(_RUNS), face)

    started.success(
        value,
        [audio, file],
        preview,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
