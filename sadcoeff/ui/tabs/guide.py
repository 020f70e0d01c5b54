"""The tab that explains the file, the styles and the limits."""

import base64
import re

import gradio as gr

from sadcoeff.face.effects import name_directions
from sadcoeff.face.speech import load_speech
from sadcoeff.resources import ASSETS
from sadcoeff.ui.assets import asset_text


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
    names = "; ".join(name_directions(load_speech()))
    words = f"The head at both ends of each main direction of speech: {names}"
    picture = base64.b64encode((ASSETS / "directions.webp").read_bytes()).decode()
    html = f'<img alt="{words}" src="data:image/webp;base64,{picture}">'
    gr.HTML(html, label="Main directions", js_on_load=None)
