"""The explorer: the head, and a slider for each of the 64 numbers that move its face."""

from typing import Any

import gradio as gr
import numpy as np

from sadcoeff.face.effects import describe, gradients, name_directions, name_shapes
from sadcoeff.face.measures import MEASURES
from sadcoeff.face.speech import load_speech
from sadcoeff.ui.assets import asset_text
from sadcoeff.ui.preview.routes import module_script


def explorer_view() -> gr.HTML:
    """The component.  Once its tab is open, it needs nothing more from the server."""
    return gr.HTML(
        explorer_value(),
        label="Explore",
        html_template=asset_text("explore/explore.html"),
        css_template=asset_text("explore/explore.css"),
        js_on_load=module_script("explore/explore.js", "element, props"),
        apply_default_css=False,
        container=True,
        elem_id="explore",
    )


def explorer_value() -> dict[str, Any]:
    """What the browser needs: numbers to compute with, and all words that do not change.

    measures: names, and the part whose rest each is measured from.  gradients (64, M): what one
    unit of a coefficient adds to them.  spread (64,) and directions (D, 64): a standard deviation
    of each slider.  readings (M, D): how much of each direction there is in the measures.
    """
    speech, added = load_speech(), gradients()
    seen = speech.directions @ added
    usual = np.linalg.norm(seen, axis=0)  # so that small parts of a face count like large ones
    names = [f"exp {i}" for i in range(len(speech.spread))]
    shares = [f"{100 * share:.0f} % of the motion in speech" for share in speech.shares]
    sizes = [f"One standard deviation is {size:.3f}" for size in speech.spread]
    return {
        "measures": [{"name": each.name(), "part": each.part} for each in MEASURES],
        "gradients": _plain(added),
        "spread": _plain(speech.spread),
        "directions": _plain(speech.directions),
        "readings": _plain(np.linalg.pinv(seen / usual) / usual[:, None]),
        "mainSliders": _sliders(name_directions(speech), shares, speech.directions),
        "sliders": _sliders(names, sizes, np.diag(speech.spread)),
    }


def _sliders(names: list[str], notes: list[str], steps: np.ndarray) -> list[dict[str, str]]:
    """What is said of each slider; steps (N, 64): what one standard deviation of it adds."""
    parts = names, notes, describe(steps), name_shapes(steps), name_shapes(-steps)
    keys = "name", "note", "does", "up", "down"
    return [dict(zip(keys, said, strict=True)) for said in zip(*parts, strict=True)]


def _plain(values: np.ndarray) -> Any:
    """Nested lists of numbers, short enough for a page: to a millionth."""
    return np.round(values, 6).tolist()
