"""The main tab: a recording and settings in, the motion out."""

from dataclasses import dataclass

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.bfm import Face
from sadcoeff.catalogue import OFFICIAL, default_weights, list_weights
from sadcoeff.devices import list_devices
from sadcoeff.ui import official, status
from sadcoeff.ui.assets import ASSETS
from sadcoeff.ui.preview import play_after, preview_view
from sadcoeff.ui.run import Runner

EXAMPLES = [[str(p)] for p in sorted((ASSETS / "examples").glob("*.flac"))]
EXAMPLE_LABELS = ["English", "Español"]
LAST_STYLE = 45

_ABOUT_WEIGHTS = """
The *demo* weights that come with this program were trained from scratch on published outputs of
the official model. They are **not** the official SadTalker weights; those can be chosen under
Advanced.
"""


@dataclass(frozen=True)
class Inputs:
    """The components of a run's settings, which other tabs use too."""

    audio: gr.Audio
    style: gr.Slider
    ref_pose: gr.File
    seed: gr.Textbox
    device: gr.Dropdown
    weights: gr.Dropdown


def motion_tab(runner: Runner, face: Face | None = None) -> Inputs:
    """Lay the tab out and connect it."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=320):
            audio, style = _recording(), _style()
            with gr.Row():
                run = gr.Button("Run", variant="primary", scale=2, min_width=140)
                cancel = gr.Button("Cancel", scale=1, min_width=100)
            with gr.Accordion("Advanced", open=False):
                inputs = Inputs(audio, style, *_advanced())
                fetch = gr.Button("Fetch the official weights (35 MB)", size="sm")
            gr.Markdown(_ABOUT_WEIGHTS, elem_classes="note")
        with gr.Column(scale=3, min_width=320):
            line = status.status_line(status.IDLE)
            preview = preview_view()
            outputs = [line, *_results()]
    started = _connect(runner, inputs, run, cancel, outputs)
    play_after(started, inputs.audio, outputs[-1], preview, face)
    official.connect(fetch, line)
    return inputs


def _recording() -> gr.Audio:
    audio = gr.Audio(
        label="Recording of speech",
        elem_id="recording",
        sources=["upload", "microphone"],
        type="filepath",
        format="wav",
        waveform_options=gr.WaveformOptions(sample_rate=SAMPLE_RATE),  # needs no resampling then
        buttons=[],
    )
    gr.Examples(EXAMPLES, audio, label="Examples (synthetic voices)", example_labels=EXAMPLE_LABELS)
    return audio


def _style() -> gr.Slider:
    return gr.Slider(
        0,
        LAST_STYLE,
        value=0,
        step=1,
        precision=0,
        label="Pose style",
        info="One of 46 ways of moving the head; the tab Compare styles shows them all.",
    )


def _advanced() -> tuple[gr.File, gr.Textbox, gr.Dropdown, gr.Dropdown]:
    """Reference pose, seed, device and weights."""
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
    devices = list_devices()
    return ref_pose, seed, _choice("Device", devices, devices[0]), _weights()


def _weights() -> gr.Dropdown:
    """Always offers the official weights, since they can come while the page is open."""
    here = {w.name: w.label for w in list_weights()}
    offered = {**here, OFFICIAL: here.get(OFFICIAL, official.LABEL)}
    return _choice("Weights", [(label, n) for n, label in offered.items()], default_weights())


def _choice(label: str, choices: list, value: str) -> gr.Dropdown:
    elem_id = label.lower()
    return gr.Dropdown(choices, value=value, label=label, filterable=False, elem_id=elem_id)


def _results() -> list[Component]:
    """Components in the order of what `Runner.generate` gives after its status."""
    return [
        _curves("Head pose", "Pitch, yaw and roll in degrees, translation in model units."),
        _curves("Expression", "The strongest of the 64 coefficients, and all of them as a map."),
        gr.File(label="Coefficients (.mat)", interactive=False, elem_id="download"),
    ]


def _curves(label: str, hint: str) -> gr.HTML:
    """A place for a figure, which says what will be there and keeps its height."""
    return gr.HTML(
        f'<p class="hint">{hint}</p>',
        label=label,
        html_template=f"<h3>{label}</h3>${{value}}",
        container=True,
        elem_id=label.lower().replace(" ", "-"),
        elem_classes="curves",
    )


def _connect(
    runner: Runner, inputs: Inputs, run: gr.Button, cancel: gr.Button, outputs: list[Component]
) -> Dependency:
    """Returns the run, for what follows it."""
    started = run.click(
        runner.generate,
        list(vars(inputs).values()),
        outputs,
        api_name="generate",
        validator=runner.check,
        concurrency_id="networks",  # one run at a time has both the processor and the memory
        concurrency_limit=1,
        show_progress="minimal",
        show_progress_on=outputs[0],
    )
    status.stop(cancel, started, outputs[0])
    return started
