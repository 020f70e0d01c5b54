"""The settings that act after the networks, so that the page can redraw at once."""

from typing import TypeAlias

import gradio as gr

from sadcoeff.motion.edits import MAX_BLINK_RATE, MAX_SMOOTHING, MAX_STRENGTH
from sadcoeff.motion.reference import FASTEST, MAX_BLEND, SLOWEST, RefPose

Field: TypeAlias = gr.Slider | gr.Checkbox | gr.Number


def adjustment_fields() -> dict[str, Field]:
    """Components by the names of the fields of `result.Adjustments`."""
    fields: dict[str, Field] = {}
    with gr.Row():
        fields["expression_strength"] = _slider(
            "Expression", 1, MAX_STRENGTH, 0.05, "Strength; 1 is as predicted."
        )
        fields["head_strength"] = _slider(
            "Head motion", 1, MAX_STRENGTH, 0.05, "Strength; 1 is as predicted."
        )
    with gr.Row():
        fields["smoothing"] = _slider(
            "Smoothing", 1, MAX_SMOOTHING, 0.25, "Of the head; 1 is SadTalker's."
        )
        fields["blinks_per_minute"] = _slider(
            "Blinks a minute", 0, MAX_BLINK_RATE, 1, "0 keeps the predicted ones."
        )
    with gr.Row():
        fields["still"] = gr.Checkbox(False, label="Still head", min_width=160)
        fields["blinks"] = gr.Checkbox(True, label="Blinks", min_width=160)
    with gr.Row():
        fields["ref_fps"] = gr.Number(
            RefPose().fps,
            label="Reference pose: frame rate",
            info="Of the recording it was tracked in.",
            minimum=SLOWEST,
            maximum=FASTEST,
            min_width=220,
        )
        fields["ref_blend"] = _slider(
            "Reference pose: loop easing",
            0,
            MAX_BLEND,
            1,
            "Frames over which each jump fades.",
            whole=True,
        )
    return fields


def _slider(
    label: str, value: float, high: float, step: float, info: str, whole: bool = False
) -> gr.Slider:
    precision = 0 if whole else None
    return gr.Slider(
        0, high, value, step=step, precision=precision, label=label, info=info, min_width=220
    )
