"""The tab that opens coefficient files."""

from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from sadcoeff.ui import status
from sadcoeff.ui.handlers.curves import CurvePicker
from sadcoeff.ui.handlers.inspect import HEADERS, Inspector
from sadcoeff.ui.preview.component import preview_view
from sadcoeff.ui.tabs.binding import connect
from sadcoeff.ui.tabs.components import coeff_file, curve_choice, curves_place


def inspect_tab(inspector: Inspector) -> None:
    """Lay the tab out and connect it."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=320):
            inputs = _file_fields()
            show = gr.Button("Show", variant="primary")
        with gr.Column(scale=3, min_width=320):
            outputs = _result_fields()
            choice = inputs["curves"] = curve_choice()
            outputs["named"] = curves_place(
                "Curves by name", "Of the second file they are drawn in dashes."
            )
    opened = connect(
        show.click,
        inspector.inspect,
        inputs,
        outputs,
        check=inspector.check,
        api_name="inspect",
        show_progress="minimal",
        show_progress_on=outputs["line"],
    )
    _connect_choice(inspector.curves, choice, outputs["named"], opened)


def _file_fields() -> dict[str, Component]:
    """One or two files, and a recording."""
    return {
        "first": coeff_file("Coefficients", "first"),
        "second": coeff_file("Second file, to compare", "second"),
        "audio": gr.Audio(
            label="Recording, to play along", type="filepath", buttons=[], elem_id="heard"
        ),
    }


def _result_fields() -> dict[str, Component]:
    """Where files are shown, but for their curves by name."""
    return {
        "line": status.status_line(
            "Opens .mat, .npy, CSV and SadTalker's .txt, with or without a head pose."
        ),
        "preview": preview_view(elem_id="inspect-preview"),
        "statistics": gr.Dataframe(
            headers=HEADERS, label="Statistics", interactive=False, elem_id="statistics"
        ),
        "pose": curves_place("Head pose of the file", "Two files are overlaid."),
        "expression": curves_place(
            "Expression of the file", "With two files, the map shows the difference."
        ),
    }


def _connect_choice(
    picker: CurvePicker, choice: gr.Dropdown, figure: Component, opened: Dependency
) -> None:
    """Draw other curves when they are chosen, and after files were opened meanwhile."""
    given, drawn = {"curves": choice}, {"named": figure}
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    connect(choice.change, picker.draw_chosen, given, drawn, trigger_mode="always_last", **quiet)
    connect(opened.success, picker.draw_missed, given, drawn, **quiet)
