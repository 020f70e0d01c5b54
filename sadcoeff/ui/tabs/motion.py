"""The main tab: a recording and settings in, the motion out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from sadcoeff.ui import status
from sadcoeff.ui.handlers.fetch import fetch_weights
from sadcoeff.ui.handlers.generate import Runner
from sadcoeff.ui.handlers.jobs import Values
from sadcoeff.ui.handlers.opening import describe_opening
from sadcoeff.ui.handlers.result import Adjustments, draw
from sadcoeff.ui.preview.component import preview_view
from sadcoeff.ui.tabs.adjustments import Field, adjustment_fields
from sadcoeff.ui.tabs.asking import ask_when_ready, begin, end
from sadcoeff.ui.tabs.binding import Components, connect
from sadcoeff.ui.tabs.components import coeff_file, curves_place
from sadcoeff.ui.tabs.downloads import ASK, SAVE, asked_file, files_menu
from sadcoeff.ui.tabs.motion_inputs import (
    advanced_fields,
    device_field,
    recording_field,
    style_note,
    style_slider,
    tell_style,
)

KEPT_SECONDS = 3600  # a run stays in memory after its page is closed

_ABOUT_WEIGHTS = """
The *demo* weights that come with this program were trained from scratch on published outputs of
the official model. They are **not** the official SadTalker weights; choose those under Advanced.
"""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True)
class MotionTab:
    """The tab's components, for other tabs."""

    inputs: Components  # of a run
    settings: Components  # that act after the networks
    outputs: Components  # where a run is shown


def motion_tab(runner: Runner) -> MotionTab:
    """Lay the tab out and connect it."""
    opening = draw(runner.after.opening, Adjustments(), runner.face)
    with gr.Row(equal_height=False, elem_id="motion"):
        with gr.Column():
            results: dict[str, Component] = {
                "line": status.status_line(describe_opening(runner.after.opening.take)),
                "preview": preview_view(opening["preview"]),
            }
        with gr.Column():
            inputs, words = _main_fields()
            with gr.Row():
                run = gr.Button("Run", variant="primary", scale=2, min_width=140, elem_id="run")
                cancel = gr.Button("Cancel", scale=1, min_width=100)
            with gr.Accordion("Advanced", open=False):
                inputs |= advanced_fields()
                tell_style(inputs["pose_style"], inputs["weights"], words)
                lock = gr.Button("Use the seed of this run", size="sm")
                fetch = gr.Button("Download the official weights (35 MB)", size="sm")
            gr.Markdown(_ABOUT_WEIGHTS, elem_classes="note")
        with gr.Column():
            menu = files_menu()
            with gr.Accordion("Adjust: strength, stillness, blinks, smoothing", open=False):
                settings = adjustment_fields()
            results |= _result_fields(opening)
    started = _connect_run(runner, inputs, settings, run, cancel, results)
    shown = {"shown": results["shown"], "opened": _connect_opened(results["file"], started)}
    _connect_settings(runner, {**shown, **settings}, settings, results, started)
    _connect_download(runner, {**shown, **settings}, menu)
    _connect_lock(runner, lock, shown, inputs["seed"])
    _connect_fetch(fetch, results["line"])
    return MotionTab(inputs, settings, {**results, "opened": shown["opened"]})


def _main_fields() -> tuple[dict[str, Component], Component]:
    """The fields of a run that are always in sight, and where the style is put into words."""
    fields: dict[str, Component] = {"audio": recording_field(), "pose_style": style_slider()}
    words = style_note()
    fields["ref_pose"] = coeff_file("Reference pose, to add (optional)", "ref-pose")
    return {**fields, "device": device_field()}, words


def _result_fields(opening: Values) -> dict[str, Component]:
    """Where a run is shown, beside its status line and preview."""
    return {
        "notes": gr.Markdown(label="Notes", elem_id="notes"),
        "pose": curves_place(
            "Head pose",
            "Pitch, yaw and roll in degrees, translation in model units.",
            opening["pose"],
        ),
        "expression": curves_place(
            "Expression",
            "The strongest of the 64 coefficients, and all of them as a map.",
            opening["expression"],
        ),
        "file": gr.File(label="Coefficients (.mat)", visible=False),  # for scripts
        "shown": gr.State(time_to_live=KEPT_SECONDS),
    }


def _connect_run(
    runner: Runner,
    inputs: Components,
    settings: Components,
    run: gr.Button,
    cancel: gr.Button,
    results: Components,
) -> Dependency:
    line = results["line"]
    files = [inputs[name] for name in ("audio", "ref_pose", "source", "eye_blink")]
    ready = ask_when_ready(run, cancel, line, files, runner.wishes)
    return connect(
        ready.success,
        runner.generate,
        {**inputs, **settings},
        results,
        check=runner.check,
        api_name="generate",
        trigger_mode="multiple",  # a second click withdraws the first run, and must not be lost
        concurrency_id="networks",  # one line for all that runs them, first come, first served
        show_progress="minimal",
        show_progress_on=line,
    )


def _connect_opened(file: Component, started: Dependency) -> Component:
    """Whether the page still shows the example that it opened with: until a run gives a file."""
    opened = gr.Checkbox(True, label="Shows the example", visible=False)
    started.success(None, file, opened, js="file => !file")
    return opened


def _connect_settings(
    runner: Runner,
    given: Components,
    settings: Mapping[str, Field],
    results: Components,
    started: Dependency,
) -> None:
    """Redraw whenever a setting changes, and after a run during which one has."""
    drawn = {name: results[name] for name in ("preview", "notes", "pose", "expression")}
    changes = [field.change for field in settings.values()]
    listen = partial(gr.on, changes)
    connect(listen, runner.after.redraw, given, drawn, trigger_mode="always_last", **_QUIET)
    for ended in (started.success, started.failure):
        connect(ended, runner.after.catch_up, given, drawn, **_QUIET)


def _connect_download(runner: Runner, given: Components, menu: gr.HTML) -> None:
    """Write a file when it is asked for, and hand it to the browser."""
    file = gr.File(label="Download", visible=False)
    inputs, outputs = {**given, "choice": asked_file()}, {"file": file}
    written = connect(menu.click, runner.after.download, inputs, outputs, js=ASK, **_QUIET)
    written.success(None, file, None, js=SAVE)
    written.failure(None, js=SAVE)


def _connect_lock(runner: Runner, lock: gr.Button, shown: Components, seed: Component) -> None:
    """Put the seed of the run that is shown into its field; a run asked for next waits for it."""
    put = connect(
        lock.click, runner.after.use_seed, shown, {"seed": seed}, js=begin("seed"), **_QUIET
    )
    put.success(None, js=end("seed"))
    put.failure(None, js=end("seed"))


def _connect_fetch(fetch: gr.Button, line: Component) -> None:
    """Let the button download the weights; runs go on meanwhile, as it has its own queue."""
    connect(
        fetch.click,
        fetch_weights,
        {},
        {"line": line},
        api_name="fetch_official",
        concurrency_id="fetch",
        concurrency_limit=1,
        show_progress="hidden",
    )
