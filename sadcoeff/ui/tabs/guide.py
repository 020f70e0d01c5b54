"""The tab that explains the file, the styles and the limits."""

import base64
import re

import gradio as gr

from sadcoeff.face.effects import name_directions
from sadcoeff.face.speech import load_speech
from sadcoeff.resources import ASSETS
from sadcoeff.ui.assets import asset_text
from sadcoeff.weights.catalogue import DEMO
from sadcoeff.weights.styles import style_words


def guide_tab() -> None:
    """Lay the tab out: text, and what is not text where it has the names in comments."""
    others = {"axes": _axes, "directions": _directions, "styles": _styles}
    for part in re.split(r"<!-- (\w+) -->", asset_text("guide.md")):
        if part in others:
            others[part]()
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


def _styles() -> None:
    """How each style of the demo weights moves, as `tools/styles.py` measured it."""
    rows = "".join(f"<li>{words}</li>" for words in style_words(DEMO))
    html = f'<ol start="0" class="style-words">{rows}</ol>'
    gr.HTML(html, label="Pose styles of the demo weights", js_on_load=None)
