"""The main tab: a recording and settings in, the motion out."""

from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from sadcoeff.ui import status
from sadcoeff.ui.handlers import fetch as official
from sadcoeff.ui.handlers.generate import Runner
from sadcoeff.ui.handlers.result import Shown
from sadcoeff.ui.preview.view import preview_view
from sadcoeff.ui.tabs.adjustments import adjustments
from sadcoeff.ui.tabs.components import curves_place
from sadcoeff.ui.tabs.motion_inputs import Inputs, advanced_fields, recording_field, style_slider

KEPT_SECONDS = 3600  # a run stays in memory after its page is closed

_ABOUT_WEIGHTS = """
The *demo* weights that come with this program were trained from scratch on published outputs of
the official model. They are **not** the official SadTalker weights; those can be chosen under
Advanced.
"""


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
            audio, style = recording_field(), style_slider()
            with gr.Row():
                run = gr.Button("Run", variant="primary", scale=2, min_width=140)
                cancel = gr.Button("Cancel", scale=1, min_width=100)
            with gr.Accordion("Advanced", open=False):
                inputs = Inputs(audio, style, *advanced_fields())
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


def _seed_of(shown: Shown | None) -> Any:
    return str(shown.take.seed) if shown else gr.skip()


def _results() -> list[Component]:
    """Components in the order of `Results`, after the preview."""
    return [
        gr.Markdown(label="Notes", elem_id="notes"),
        curves_place("Head pose", "Pitch, yaw and roll in degrees, translation in model units."),
        curves_place(
            "Expression", "The strongest of the 64 coefficients, and all of them as a map."
        ),
        gr.File(label="Coefficients (.mat)", interactive=False, elem_id="download"),
        gr.State(time_to_live=KEPT_SECONDS),
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
        concurrency_id="networks",  # one line for all that runs them, first come, first served
        show_progress="minimal",
        show_progress_on=results.line,
    )
    runner.wishes.connect(run, cancel)
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
