"""The live view: the head of somebody who speaks, with sound and curves running past."""

from typing import Any

import gradio as gr

from sadcoeff.ui.assets import asset_text
from sadcoeff.ui.preview.component import curve_colours
from sadcoeff.ui.preview.routes import module_script


def live_view() -> gr.HTML:
    """The component.  Its value is None or what `live_value` gives."""
    return gr.HTML(
        None,
        label="Live",
        html_template=asset_text("live/live.html"),
        css_template=curve_colours() + asset_text("live/live.css"),
        js_on_load=module_script("live/live.js", "element, props, watch"),
        apply_default_css=False,
        container=True,
        elem_id="live-view",
    )


def live_value(passing: dict[str, Any] | None, note: str = "", stop: bool = False) -> Any:
    """What `Passing.value` gives, if anything, a sentence, and whether the page presses Stop."""
    return {"passing": passing, "note": note, "stop": stop}
