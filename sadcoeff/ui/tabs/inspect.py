"""The tab that opens coefficient files."""

import gradio as gr

from sadcoeff.ui import status
from sadcoeff.ui.handlers.inspect import HEADERS, Inspector
from sadcoeff.ui.preview.view import preview_view
from sadcoeff.ui.tabs.components import coeff_file, curves_place


def inspect_tab(inspector: Inspector) -> None:
    """Lay the tab out and connect it."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=320):
            first = coeff_file("Coefficients", "first")
            second = coeff_file("Second file, to compare", "second")
            audio = gr.Audio(
                label="Recording, to hear with it", type="filepath", buttons=[], elem_id="heard"
            )
            show = gr.Button("Show", variant="primary")
        with gr.Column(scale=3, min_width=320):
            outputs = [
                status.status_line("Opens .mat with 70, 73 or 257 columns, .npy and our CSV."),
                preview_view("inspect-preview"),
                gr.Dataframe(
                    headers=HEADERS, label="Statistics", interactive=False, elem_id="statistics"
                ),
                curves_place("Head pose of the file", "Two files are drawn over each other."),
                curves_place(
                    "Expression of the file", "With two files, the map is the difference."
                ),
            ]
    show.click(
        inspector.inspect,
        [first, second, audio],
        outputs,
        api_name="inspect",
        validator=inspector.check,
        show_progress="minimal",
        show_progress_on=outputs[0],
    )
