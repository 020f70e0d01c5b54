"""The tab that shows what each of the 64 expression coefficients does."""

import gradio as gr

from sadcoeff.ui.preview.explorer import explorer_view

_ABOUT = """
What each of the 64 expression coefficients does to a face, as measured on videos. A slider goes
from −4 to 4 standard deviations of its motion in speech; the words below it say what one of them
does, in distances between the outer corners of the eyes, about 9 cm. Alone, most coefficients
hardly show: what a mouth does is the sum of many, as in the main directions.
"""


def explore_tab() -> None:
    """Lay the tab out; nothing in it calls the server."""
    gr.Markdown(_ABOUT)
    explorer_view()
