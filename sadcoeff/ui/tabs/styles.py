"""The tab that shows one recording in every pose style."""

import gradio as gr

from sadcoeff.ui import status
from sadcoeff.ui.assets import asset_text
from sadcoeff.ui.handlers.styles import Comparer
from sadcoeff.ui.tabs.motion_inputs import Inputs

_TEMPLATE = """
<label class="style-bar">Sort by
  <select class="style-order" aria-label="Sort the styles by">
    <option value="style">number</option>
    <option value="range">range</option>
    <option value="speed">speed</option>
  </select>
  <span class="style-key"></span>
</label>
<div class="style-grid"></div>
"""
_HINT = """
The same recording in all 46 styles, with the noise held fixed, so that only the style differs.
Curves are pitch, yaw and roll about the first frame, all on one scale. A click takes a style over.
"""


def styles_tab(comparer: Comparer, inputs: Inputs, tabs: gr.Tabs) -> None:
    """Lay the tab out and connect it; it uses the recording and settings of the main tab."""
    gr.Markdown(_HINT)
    with gr.Row():
        compare = gr.Button("Compare all styles", variant="primary", scale=2, min_width=140)
        cancel = gr.Button("Cancel", scale=1, min_width=100)
    line = status.status_line("Uses the recording, seed and weights of the tab Motion.")
    grid = gr.HTML(
        None,
        label="Styles",
        html_template=_TEMPLATE,
        js_on_load=asset_text("styles.js"),
        elem_id="styles",
    )
    compare.click(
        comparer.compare_styles,
        [inputs.audio, inputs.seed, inputs.device, inputs.weights],
        [line, grid],
        api_name="compare_styles",
        concurrency_id="networks",
        show_progress="minimal",
        show_progress_on=line,
    )
    comparer.wishes.connect(compare, cancel)
    grid.click(
        _take_over,
        None,
        [inputs.style, tabs],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


def _take_over(clicked: gr.EventData) -> tuple[int, gr.Tabs]:
    return clicked.style, gr.Tabs(selected="motion")
