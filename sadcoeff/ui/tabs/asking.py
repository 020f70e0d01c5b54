"""Run and Cancel: what runs is what the page shows, however quickly its visitor clicks.

A click on Run goes through three steps before the run is asked for: it is noted; files on their
way into the fields arrive; what the visit has asked for before is withdrawn.  So a second click
starts over, and a click on Cancel in between ends it all.  The browser's part is `ready.js`.
"""

from collections.abc import Iterable

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from sadcoeff.ui.handlers.cancel import Wishes

_AT_ONCE = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def ask_when_ready(
    run: gr.Button,
    cancel: gr.Button,
    line: gr.HTML,
    files: Iterable[Component],
    wishes: Wishes,
) -> Dependency:
    """The event upon whose success a run is to be asked for; `files` are the fields it takes."""
    name = f"'{run.elem_id}'"
    asked = run.click(None, None, line, js=f"() => window.sadcoeff.ask({name})")
    # Gradio reads the fields before it calls the script, and with that waits for their uploads.
    ready = asked.then(None, list(files), line, js=f"() => window.sadcoeff.ready({name})")
    cancelled = cancel.click(
        wishes.cancel,
        None,
        None,
        js=f"() => window.sadcoeff.cancel({name})",  # at once, before the server is asked
        trigger_mode="multiple",
        **_AT_ONCE,
    )
    cancelled.then(None, None, line, js=f"() => window.sadcoeff.tellCancelled({name})")
    return ready.then(wishes.restart, None, None, trigger_mode="multiple", **_AT_ONCE)


def watch_microphone(audio: gr.Audio) -> None:
    """Tell `ready.js` when a recording begins, and when it is in the field or given up."""
    audio.start_recording(None, js="() => window.sadcoeff.recordingStarts()")
    for event in (audio.stop_recording, audio.clear, audio.change):
        event(None, js="() => window.sadcoeff.recordingEnds()")
