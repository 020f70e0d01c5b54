"""The settings that act after the networks, so that the page can redraw at once."""

import gradio as gr
from gradio.components import Component

from sadcoeff.motion.edits import MAX_BLINK_RATE, MAX_SMOOTHING, MAX_STRENGTH
from sadcoeff.motion.reference import FASTEST, MAX_BLEND, SLOWEST, RefPose


def adjustments() -> list[Component]:
    """Components in the order of the fields of `showing.Adjustments`."""
    with gr.Row():
        expression = _slider("Expression", 1, MAX_STRENGTH, 0.05, "Strength; 1 is as predicted.")
        head = _slider("Head motion", 1, MAX_STRENGTH, 0.05, "Strength; 1 is as predicted.")
    with gr.Row():
        smoothing = _slider("Smoothing", 1, MAX_SMOOTHING, 0.25, "Of the head; 1 is SadTalker's.")
        rate = _slider("Blinks a minute", 0, MAX_BLINK_RATE, 1, "0 keeps those that were drawn.")
    with gr.Row():
        still = gr.Checkbox(False, label="Still head", min_width=160)
        blinks = gr.Checkbox(True, label="Blinks", min_width=160)
    with gr.Row():
        ref_fps = gr.Number(
            RefPose().fps,
            label="Reference pose: true frame rate",
            info="Read as 25 a second otherwise.",
            minimum=SLOWEST,
            maximum=FASTEST,
            min_width=220,
        )
        ref_blend = _slider(
            "Reference pose: ease its seams", 0, MAX_BLEND, 1, "Over so many frames.", whole=True
        )
    return [expression, head, smoothing, still, blinks, rate, ref_fps, ref_blend]


def _slider(
    label: str, value: float, high: float, step: float, info: str, whole: bool = False
) -> gr.Slider:
    precision = 0 if whole else None
    return gr.Slider(
        0, high, value, step=step, precision=precision, label=label, info=info, min_width=220
    )
