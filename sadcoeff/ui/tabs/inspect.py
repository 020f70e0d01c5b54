"""The tab that opens coefficient files."""

import gradio as gr

from sadcoeff.ui import status
from sadcoeff.ui.handlers.inspect import HEADERS, Inspector
from sadcoeff.ui.preview.component import preview_view
from sadcoeff.ui.tabs.binding import connect
from sadcoeff.ui.tabs.components import coeff_file, curves_place


def inspect_tab(inspector: Inspector) -> None:
    """Lay the tab out and connect it."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=320):
            inputs = {
                "first": coeff_file("Coefficients", "first"),
                "second": coeff_file("Second file, to compare", "second"),
                "audio": gr.Audio(
                    label="Recording, to play along", type="filepath", buttons=[], elem_id="heard"
                ),
            }
            show = gr.Button("Show", variant="primary")
        with gr.Column(scale=3, min_width=320):
            outputs = {
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
    connect(
        show.click,
        inspector.inspect,
        inputs,
        outputs,
        check=inspector.check,
        api_name="inspect",
        show_progress="minimal",
        show_progress_on=outputs["line"],
    )
