"""Components that several tabs use."""

import gradio as gr

from sadcoeff.face.arkit import UNSUPPORTED
from sadcoeff.face.curves import CURVE_NAMES
from sadcoeff.face.named import NAMES
from sadcoeff.face_plots import MOST_CURVES

COEFF_KINDS = [".mat", ".npy", ".csv", ".txt"]


def curves_place(label: str, hint: str) -> gr.HTML:
    """A place for a figure, which says what will be there and keeps its height."""
    return gr.HTML(
        f'<p class="hint">{hint}</p>',
        label=label,
        html_template=f"<h3>{label}</h3>${{value}}",
        container=True,
        elem_id=label.lower().replace(" ", "-"),
        elem_classes="curves",
    )


def coeff_file(label: str, elem_id: str) -> gr.File:
    """A field for a coefficient file."""
    return gr.File(label=label, file_types=COEFF_KINDS, height=180, elem_id=elem_id)


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
