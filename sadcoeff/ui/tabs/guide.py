"""The tab that explains the file, the styles and the limits."""

import base64
import re

import gradio as gr

from sadcoeff.resources import ASSETS
from sadcoeff.ui.assets import asset_text

_SHOWN = (
    "directions.webp",
    "The head at both ends of each main direction of speech: jaw down, mouth wider, brows up, "
    "upper lip up, lids closer, corners up",
)


def guide_tab() -> None:
    """Lay the tab out: text, and pictures where the text has their names in comments."""
    pictures = {"axes": _axes, "directions": _directions}
    for part in re.split(r"<!-- (\w+) -->", asset_text("guide.md")):
        if part in pictures:
            pictures[part]()
        else:
            gr.Markdown(part, elem_classes="guide")


def _axes() -> None:
    gr.HTML(asset_text("axes.svg"), label="Axes", js_on_load=None)


def _directions() -> None:
    """Drawn by `tools/pictures.py`."""
    name, words = _SHOWN
    picture = base64.b64encode((ASSETS / name).read_bytes()).decode()
    html = f'<img class="guide-picture" alt="{words}" src="data:image/webp;base64,{picture}">'
    gr.HTML(html, label="Main directions", js_on_load=None)
