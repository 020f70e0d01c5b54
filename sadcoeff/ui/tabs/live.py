"""The tab where the head moves while somebody speaks."""

from collections.abc import Mapping
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from sadcoeff.motion.edits import MAX_STRENGTH
from sadcoeff.ui.handlers.live import Live
from sadcoeff.ui.preview.live import live_view
from sadcoeff.ui.tabs.binding import Components, connect
from sadcoeff.ui.tabs.motion import MotionTab
from sadcoeff.ui.tabs.motion_inputs import style_slider

_EVERY = 0.1  # seconds of sound in a piece
_ABOUT = """
Press *Record* and speak: the face follows at once, the head's turns come a second and a half later.
*Stop* opens the whole recording in *Motion*.
"""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def live_tab(live: Live, motion: MotionTab, tabs: gr.Tabs) -> None:
    """Lay the tab out and connect it; a recording that has ended goes to the main tab."""
    with gr.Row(equal_height=False, elem_id="live"):
        with gr.Column():
            gr.Markdown(_ABOUT)
            microphone = _microphone()
        with gr.Column():
            view = live_view()
        with gr.Column():
            settings = {"live_style": style_slider(), "live_strength": _strength_slider()}
    _connect_stream(live, {"piece": microphone, **settings}, view)
    microphone.start_recording(None, js=_tell("begins"))
    microphone.stop_recording(None, js=_tell("ends"))
    _connect_end(live, microphone, motion, {"view": view, "tabs": tabs})


def _microphone() -> gr.Audio:
    return gr.Audio(
        label="Microphone",
        elem_id="microphone",
        sources=["microphone"],
        streaming=True,
        type="filepath",  # so that the pieces can be deleted
        waveform_options=gr.WaveformOptions(show_recording_waveform=False),  # the view has one
        buttons=[],
    )


def _strength_slider() -> gr.Slider:
    return gr.Slider(
        0,
        MAX_STRENGTH,
        value=1,
        step=0.05,
        label="Strength",
        info="Of face and head; 1 is as predicted.",
    )


def _connect_stream(live: Live, inputs: Components, view: Component) -> None:
    """Let pieces of sound come, for as long as the microphone is on.

    A stream has a place in Gradio's queue until it ends, so it has a line of its own.  There are
    more places than sessions: who gets none is told so, and does not wait.
    """
    connect(
        inputs["piece"].stream,  # type: ignore[attr-defined]
        live.hear,
        inputs,
        {"view": view},
        stream_every=_EVERY,
        concurrency_id="live",
        concurrency_limit=2 * live.speakers.places,
        **_QUIET,
    )


def _connect_end(
    live: Live, microphone: gr.Audio, motion: MotionTab, outputs: Mapping[str, Block]
) -> None:
    """Show what was recorded on the main tab, with the fields that repeat the run, and go there."""
    fields = {name: motion.inputs[name] for name in ("audio", "pose_style", "seed")}
    shown = {**motion.outputs, **motion.settings, **fields, **outputs}
    stop = microphone.stop_recording
    ended = connect(stop, live.hand_over, motion.settings, shown, **_QUIET)
    ended.then(None, js=_tell("handed over"))


def _tell(what: str) -> str:
    """A script that lets the view know; see live.js."""
    return f"() => document.dispatchEvent(new CustomEvent('live', {{ detail: '{what}' }}))"
