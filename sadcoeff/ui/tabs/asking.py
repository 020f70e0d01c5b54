"""Run and Cancel: what runs is what the page shows, however quickly its visitor clicks.

A click on Run goes through some steps before the run is asked for: it is noted; files on their
way into the fields arrive; what the visit has asked for before is withdrawn.  So a second click
starts over, and a click on Cancel in between ends it all.  The browser's part is `ready.js`.
"""

from collections.abc import Iterable
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from sadcoeff.ui.handlers.cancel import Wishes

_AT_ONCE: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def ask_when_ready(
    run: gr.Button,
    cancel: gr.Button,
    line: Component,
    files: Iterable[Component],
    wishes: Wishes,
) -> Dependency:
    """The event upon whose success a run is to be asked for; `files` are the fields it takes."""

    def script(step: str) -> str:
        return f"() => window.sadcoeff.{step}('{run.elem_id}')"

    asked = run.click(None, None, line, js=script("ask"))
    # Gradio reads the fields before it calls the script, and with that waits for their uploads.
    ready = asked.then(None, list(files), line, js=script("ready"))
    withdrawn = ready.then(wishes.restart, None, None, trigger_mode="multiple", **_AT_ONCE)
    withdrawn.failure(None, js=script("drop"))
    cancelled = cancel.click(
        wishes.cancel,
        None,
        None,
        js=script("cancel"),  # at once, before the server is asked
        trigger_mode="multiple",
        **_AT_ONCE,
    )
    cancelled.then(None, None, line, js=script("tellCancelled"))
    return withdrawn.success(None, js=script("go"))


def watch_microphone(audio: gr.Audio) -> None:
    """Let runs wait for a recording that has begun, until it is in the field or given up.

    The same holds for one that is being trimmed: `ready.js` sees the click.
    """
    audio.start_recording(None, js=begin("recording"))
    for event in (audio.stop_recording, audio.clear, audio.change):
        event(None, js=end("recording"))


def begin(what: str) -> str:
    """A script that lets runs wait for something; it hands on the inputs of its event."""
    return f"(...inputs) => {{ window.sadcoeff.begin('{what}'); return inputs; }}"


def end(what: str) -> str:
    """A script that lets them go on."""
    return f"() => window.sadcoeff.end('{what}')"
