"""The tab that shows one recording in every pose style."""

import gradio as gr

from sadcoeff.ui import status
from sadcoeff.ui.assets import asset_text
from sadcoeff.ui.handlers.styles import Comparer
from sadcoeff.ui.tabs.asking import ask_when_ready
from sadcoeff.ui.tabs.binding import Components, connect

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
Curves show pitch, yaw and roll relative to the first frame, all on one scale. Click a style to use
it.
"""
# In the browser alone, so that the style is there before anything else can be clicked.
_TAKE_OVER = """() => [
  Number(document.querySelector('#styles .style-grid').dataset.chosen),
  { __type__: 'update', selected: 'motion' },
]"""


def styles_tab(comparer: Comparer, inputs: Components, tabs: gr.Tabs) -> None:
    """Lay the tab out and connect it; it uses the recording and settings of the main tab."""
    with gr.Row():
        compare = gr.Button(
            "Compare all styles", variant="primary", scale=2, min_width=140, elem_id="compare"
        )
        cancel = gr.Button("Cancel", scale=1, min_width=100)
    line = status.status_line("Uses the recording, seed and weights of the Motion tab.")
    gr.Markdown(_HINT)
    grid = gr.HTML(
        None,
        label="Styles",
        html_template=_TEMPLATE,
        js_on_load=asset_text("styles.js"),
        elem_id="styles",
    )
    ready = ask_when_ready(compare, cancel, line, [inputs["audio"]], comparer.wishes)
    connect(
        ready.success,
        comparer.compare_styles,
        inputs,
        {"line": line, "grid": grid},
        check=comparer.check,
        api_name="compare_styles",
        trigger_mode="multiple",  # a second click withdraws the first, and must not be lost
        concurrency_id="networks",
        show_progress="minimal",
        show_progress_on=line,
    )
    grid.click(None, None, [inputs["pose_style"], tabs], js=_TAKE_OVER)
