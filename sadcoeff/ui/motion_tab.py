"""The main tab: a recording and settings in, the motion out."""

from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.catalogue import OFFICIAL, default_weights, list_weights
from sadcoeff.devices import list_devices
from sadcoeff.ui import official, status
from sadcoeff.ui.adjust import adjustments
from sadcoeff.ui.assets import ASSETS
from sadcoeff.ui.places import coeff_file, curves_place
from sadcoeff.ui.preview import preview_view
from sadcoeff.ui.run import Runner
from sadcoeff.ui.showing import Shown

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
    """The components of a run's settings, in the order of `run.Request`."""

    audio: gr.Audio
    style: gr.Slider
    ref_pose: gr.File
    source: gr.File
    eye_blink: gr.File
    seed: gr.Textbox
    device: gr.Dropdown
    weights: gr.Dropdown


@dataclass(frozen=True)
class Results:
    """Where a run is shown: the outputs of `Runner.generate`, and the files that follow."""

    line: gr.HTML
    preview: gr.HTML
    notes: gr.Markdown
    pose: gr.HTML
    expression: gr.HTML
    file: gr.File
    shown: gr.State


def motion_tab(runner: Runner) -> Inputs:
    """Lay the tab out and connect it; gives the settings, for other tabs."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=320):
            audio, style = _recording(), _style()
            with gr.Row():
                run = gr.Button("Run", variant="primary", scale=2, min_width=140)
                cancel = gr.Button("Cancel", scale=1, min_width=100)
            with gr.Accordion("Advanced", open=False):
                inputs = Inputs(audio, style, *_advanced())
                lock = gr.Button("Lock the seed of this run", size="sm")
                fetch = gr.Button("Fetch the official weights (35 MB)", size="sm")
            gr.Markdown(_ABOUT_WEIGHTS, elem_classes="note")
        with gr.Column(scale=3, min_width=320):
            line, preview = status.status_line(status.IDLE), preview_view()
            with gr.Accordion("Adjust: strength, stillness, blinks, smoothing", open=False):
                settings = adjustments()
            results = Results(line, preview, *_results())
            files = gr.File(
                label="Other formats, and the figures",
                file_count="multiple",
                interactive=False,
                elem_id="files",
            )
    started = _connect_run(runner, inputs, settings, run, cancel, results)
    _connect_settings(runner, settings, results, files, started)
    official.connect(fetch, line)
    lock.click(
        _seed_of, results.shown, inputs.seed, show_progress="hidden", api_visibility="private"
    )
    return inputs


def _recording() -> gr.Audio:
    audio = gr.Audio(
        label="Recording of speech",
        elem_id="recording",
        sources=["upload", "microphone"],
        type="filepath",
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


def _advanced() -> list[Component]:
    """Reference pose, source face, eye-blink, seed, device and weights."""
    seed = gr.Textbox(
        "",
        label="Seed",
        placeholder="new head motion and blinks",
        info="A whole number repeats a run exactly; empty is new each time.",
    )
    devices = list_devices()
    return [
        coeff_file("Reference pose, added to the motion", "ref-pose"),
        coeff_file("Source face, to start from", "source"),
        coeff_file("Eye-blink, whose face is followed", "eye-blink"),
        seed,
        _choice("Device", devices, devices[0]),
        _weights(),
    ]


def _seed_of(shown: Shown | None) -> Any:
    return str(shown.take.seed) if shown else gr.skip()


def _weights() -> gr.Dropdown:
    """Always offers the official weights, since they can come while the page is open."""
    here = {w.name: w.label for w in list_weights()}
    offered = {**here, OFFICIAL: here.get(OFFICIAL, official.LABEL)}
    return _choice("Weights", [(label, n) for n, label in offered.items()], default_weights())


def _choice(label: str, choices: list, value: str) -> gr.Dropdown:
    elem_id = label.lower()
    return gr.Dropdown(choices, value=value, label=label, filterable=False, elem_id=elem_id)


def _results() -> list[Component]:
    """Components in the order of `Results`, after the preview."""
    return [
        gr.Markdown(elem_id="notes"),
        curves_place("Head pose", "Pitch, yaw and roll in degrees, translation in model units."),
        curves_place(
            "Expression", "The strongest of the 64 coefficients, and all of them as a map."
        ),
        gr.File(label="Coefficients (.mat)", interactive=False, elem_id="download"),
        gr.State(),
    ]


def _connect_run(
    runner: Runner,
    inputs: Inputs,
    settings: list[Component],
    run: gr.Button,
    cancel: gr.Button,
    results: Results,
) -> Dependency:
    started = run.click(
        runner.generate,
        [*vars(inputs).values(), *settings],
        list(vars(results).values()),
        api_name="generate",
        validator=runner.check,
        concurrency_id="networks",  # one run at a time has both the processor and the memory
        concurrency_limit=1,
        show_progress="minimal",
        show_progress_on=results.line,
    )
    status.stop(cancel, started, results.line)
    return started


def _connect_settings(
    runner: Runner,
    settings: list[Component],
    results: Results,
    files: gr.File,
    started: Dependency,
) -> None:
    """Redraw whenever a setting changes, and write the other files after every drawing."""
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    given = [results.shown, *settings]
    drawn = [results.preview, results.notes, results.pose, results.expression, results.file]
    redrawn = gr.on(
        [component.change for component in settings],
        runner.redraw,
        given,
        drawn,
        trigger_mode="always_last",
        **quiet,
    )
    for event in (started, redrawn):
        event.success(runner.export, given, files, trigger_mode="always_last", **quiet)
