"""The settings of a run: recording, style, and what is behind Advanced."""

from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.devices import list_devices
from sadcoeff.resources import ASSETS
from sadcoeff.ui.handlers import fetch as official
from sadcoeff.ui.tabs.components import coeff_file
from sadcoeff.weights.catalogue import OFFICIAL, default_weights, list_weights

EXAMPLES = [[str(p)] for p in sorted((ASSETS / "examples").glob("*.flac"))]
EXAMPLE_LABELS = ["English", "Español"]
LAST_STYLE = 45


@dataclass(frozen=True)
class Inputs:
    """The components of a run's settings, in the order of `run.Request`."""

    audio: gr.Audio
    style: gr.Slider
    ref_pose: gr.File
    source: gr.File
    eye_blink: gr.File
    seed: gr.Textbox
    device: gr.Dropdown
    weights: gr.Dropdown


def recording_field() -> gr.Audio:
    """Upload or microphone, with two examples below."""
    audio = gr.Audio(
        label="Recording of speech",
        elem_id="recording",
        sources=["upload", "microphone"],
        type="filepath",
        waveform_options=gr.WaveformOptions(sample_rate=SAMPLE_RATE),  # needs no resampling then
        buttons=[],
    )
    gr.Examples(EXAMPLES, audio, label="Examples (synthetic voices)", example_labels=EXAMPLE_LABELS)
    return audio


def style_slider() -> gr.Slider:
    """0...45."""
    return gr.Slider(
        0,
        LAST_STYLE,
        value=0,
        step=1,
        precision=0,
        label="Pose style",
        info="One of 46 ways of moving the head; the tab Styles shows them all.",
    )


def advanced_fields() -> list[Component]:
    """Reference pose, source face, eye-blink, seed, device and weights."""
    seed = gr.Textbox(
        "",
        label="Seed",
        placeholder="new head motion and blinks",
        info="A whole number repeats a run exactly; empty is new each time.",
    )
    devices = list_devices()
    return [
        coeff_file("Reference pose, to add", "ref-pose"),
        coeff_file("Source face, to start from", "source"),
        coeff_file("Eye-blink, to follow", "eye-blink"),
        seed,
        _choice("Device", devices, devices[0]),
        _weights(),
    ]


def _weights() -> gr.Dropdown:
    """Always offers the official weights, since they can come while the page is open."""
    here = {w.name: w.label for w in list_weights()}
    offered = {**here, OFFICIAL: here.get(OFFICIAL, official.LABEL)}
    return _choice("Weights", [(label, n) for n, label in offered.items()], default_weights())


def _choice(label: str, choices: list, value: str) -> gr.Dropdown:
    elem_id = label.lower()
    return gr.Dropdown(choices, value=value, label=label, filterable=False, elem_id=elem_id)
