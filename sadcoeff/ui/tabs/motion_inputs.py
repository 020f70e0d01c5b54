"""The settings of a run: recording, style, and what is behind Advanced."""

import json
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.devices import list_devices
from sadcoeff.motion.blinks import EYELIDS, WHOLE_EXPRESSION
from sadcoeff.resources import ASSETS
from sadcoeff.ui.gradio_internals import copy_to_cache
from sadcoeff.ui.handlers import fetch as official
from sadcoeff.ui.storage import main_folder
from sadcoeff.ui.tabs.asking import watch_microphone
from sadcoeff.ui.tabs.components import coeff_file
from sadcoeff.weights.catalogue import DEMO, OFFICIAL, default_weights, list_weights
from sadcoeff.weights.styles import style_words

EXAMPLES = [[str(p)] for p in sorted((ASSETS / "examples").glob("*.flac"))]
EXAMPLE_LABELS = ["English", "Español"]
LAST_STYLE = 45
EYE_BLINK_LABELS = {
    EYELIDS: "Eyelids only",
    WHOLE_EXPRESSION: "Whole expression, as the original does",
}


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
    watch_microphone(audio)
    gr.Markdown("Examples (synthetic voices)", elem_classes="note")
    with gr.Row():
        for label, [path] in zip(EXAMPLE_LABELS, EXAMPLES, strict=True):
            _example_button(label, path, audio)
    return audio


def _example_button(label: str, path: str, audio: gr.Audio) -> None:
    """A click puts the example into the field without asking the server, and so at once."""
    copy = copy_to_cache(path, main_folder())
    value = f"window.sadcoeff.file({json.dumps(copy)}, {json.dumps(Path(path).name)})"
    button = gr.Button(label, size="sm", min_width=80)
    button.click(None, None, audio, js=f"() => {value}")


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


def tell_style(style: Any, weights: Any, words: Component) -> None:
    """Say in `words` how the chosen style moves, where that is known, without asking the server."""
    known = json.dumps(style_words(DEMO))
    js = f"(n, w) => w === '{DEMO}' ? `Style ${{n}}: ${{{known}[n]}}` : ''"
    gr.on([style.change, weights.change], None, [style, weights], words, js=js)


def style_note() -> gr.Markdown:
    """How the style moves that the page opens with."""
    known = style_words(default_weights())
    return gr.Markdown(
        f"Style 0: {known[0]}" if known else "", elem_classes="note", elem_id="style-words"
    )


def device_field() -> gr.Dropdown:
    """The processors of this machine, the best one first."""
    devices = list_devices()
    return _choice("Device", devices, devices[0])


def advanced_fields() -> dict[str, Component]:
    """Idle seconds, further files, seed, weights and level."""
    return {
        "idle_seconds": gr.Textbox(
            "",
            label="Idle seconds",
            placeholder="none",
            info="How long to move where there is no recording, as a listener does.",
            elem_id="idle-seconds",
        ),
        "source": coeff_file("Source face, to start from", "source"),
        **_eye_blink_fields(),
        "seed": gr.Textbox(
            "",
            label="Seed",
            placeholder="random",
            info="The same whole number repeats a run exactly. Empty: new motion each time.",
        ),
        "weights": _weights(),
        "normalise": gr.Checkbox(
            False,
            label="Raise quiet recordings",
            info="To the usual level of speech. Off, the numbers are SadTalker's.",
            elem_id="normalise",
        ),
    }


def _eye_blink_fields() -> dict[str, Component]:
    """A file, what of it is followed, and its frame rate."""
    return {
        "eye_blink": coeff_file("Eye-blink, to follow", "eye-blink"),
        "eye_blink_mode": gr.Radio(
            [(label, mode) for mode, label in EYE_BLINK_LABELS.items()],
            value=EYELIDS,
            label="What follows the eye-blink file",
            elem_id="eye-blink-mode",
        ),
        "eye_blink_fps": gr.Textbox(
            "",
            label="Eye-blink: frame rate",
            placeholder="what the file says, else 25",
            info="Of the recording it was tracked in, for eyelids only.",
        ),
    }


def _weights() -> gr.Dropdown:
    """Always offers the official weights, since they can come while the page is open."""
    here = {w.name: w.label for w in list_weights()}
    offered = {**here, OFFICIAL: here.get(OFFICIAL, official.LABEL)}
    return _choice("Weights", [(label, n) for n, label in offered.items()], default_weights())


def _choice(label: str, choices: list[Any], value: str) -> gr.Dropdown:
    elem_id = label.lower()
    return gr.Dropdown(choices, value=value, label=label, filterable=False, elem_id=elem_id)
