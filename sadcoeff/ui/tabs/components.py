"""Components that several tabs use."""

import gradio as gr

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
