"""The tab that explains the file, the styles and the limits."""

import gradio as gr

from sadcoeff.ui.assets import asset_text

_PICTURE_HERE = "<!-- axes -->"


def guide_tab() -> None:
    """Lay the tab out: text, the picture of the axes, text."""
    before, after = asset_text("guide.md").split(_PICTURE_HERE)
    gr.Markdown(before, elem_classes="guide")
    gr.HTML(asset_text("axes.svg"), label="Axes", js_on_load=None)
    gr.Markdown(after, elem_classes="guide")
