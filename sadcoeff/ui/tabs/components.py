"""Components that several tabs use."""

import gradio as gr

from sadcoeff.face.arkit import UNSUPPORTED
from sadcoeff.face.curves import CURVE_NAMES
from sadcoeff.face.named import NAMES
from sadcoeff.face_plots import MOST_CURVES
from sadcoeff.ui.assets import asset_text

COEFF_KINDS = [".mat", ".npy", ".csv", ".txt"]


def curves_place(label: str, hint: str, figure: str | None = None) -> gr.HTML:
    """A place for a figure; while there is none it says what will be there."""
    return gr.HTML(
        figure or f'<p class="hint">{hint}</p>',
        label=label,
        html_template=f"<h2>{label}</h2>${{value}}",
        css_template=asset_text("figures.css"),
        container=True,
        elem_id=label.lower().replace(" ", "-"),
        elem_classes="curves",
    )


def coeff_file(label: str, elem_id: str) -> gr.File:
    """A field for a coefficient file."""
    return gr.File(
        label=label,
        file_types=COEFF_KINDS,
        height=132,
        elem_id=elem_id,
        elem_classes="coeff-file",
    )


def curve_choice() -> gr.Dropdown:
    """A field for the names of curves."""
    return gr.Dropdown(
        [(f"{name} (always 0)" if name in UNSUPPORTED else name, name) for name in NAMES],
        value=list(CURVE_NAMES),
        label="Curves",
        info=f"Up to {MOST_CURVES}: mouth, lids and brows, Apple's 52 ARKit shapes, the 64 "
        "coefficients.  Type to search.",
        multiselect=True,
        max_choices=MOST_CURVES,
        num_choices_shown=len(NAMES),  # with None Gradio 6.31 lists none of them
        elem_id="curves",
    )
