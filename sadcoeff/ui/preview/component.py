"""The preview: a head in 3D that plays a recording's motion, and its curves."""

from typing import Any

import gradio as gr

from sadcoeff.plots import AXIS_COLOURS, LINE_COLOURS
from sadcoeff.ui.assets import asset_text
from sadcoeff.ui.preview.routes import module_script

_COLOUR_NAMES = ("pitch", "yaw", "roll", "mouth", "width", "lids", "brows")


def preview_view(value: dict[str, Any] | None = None, elem_id: str = "preview") -> gr.HTML:
    """The component.  Its value is None or what `preview_value` gives."""
    return gr.HTML(
        value,
        label="Preview",
        html_template=asset_text("preview/preview.html"),
        css_template=curve_colours() + asset_text("preview/preview.css"),
        js_on_load=module_script("preview/viewer.js", "element, props, watch"),
        apply_default_css=False,
        container=True,
        elem_id=elem_id,
    )


def curve_colours() -> str:
    """The colours of the curves as CSS variables: one colour an axis, as in the figures."""
    colours = (*AXIS_COLOURS, *LINE_COLOURS)
    return "".join(f"--preview-{n}: {c};\n" for n, c in zip(_COLOUR_NAMES, colours, strict=False))
