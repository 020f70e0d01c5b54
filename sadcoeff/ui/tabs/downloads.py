"""The menu of files that a run can be downloaded as."""

from collections.abc import Iterable
from html import escape

import gradio as gr

from sadcoeff.motion.frame_rates import FRAME_RATES
from sadcoeff.ui.assets import asset_text
from sadcoeff.ui.handlers.downloads import KINDS, MENU, Entry

_ANIMATION = "Animation"  # the group that has a frame rate
# In the browser: what was asked for goes where the server's checks see it.
ASK = """(shown, opened, choice, ...settings) =>
  [shown, opened, document.querySelector('#files .files').dataset.choice, ...settings]"""
# The menu is ready again, and the file, if there is one, is saved.
SAVE = """file => {
  document.querySelector('#files .files').classList.remove('files-writing');
  if (file) window.sadcoeff.save(file);
}"""
_TEMPLATE = """
<details class="files"><summary>Download</summary><div>GROUPS</div></details>
"""


def files_menu() -> gr.HTML:
    """The menu; a click on a file is its event."""
    groups = "".join(_list_group(name, entries) for name, entries in MENU.items())
    return gr.HTML(
        label="Files",
        html_template=_TEMPLATE.replace("GROUPS", groups),
        js_on_load=asset_text("files.js"),
        apply_default_css=False,
        elem_id="files",
    )


def asked_file() -> gr.Dropdown:
    """What `ASK` fills in: a kind of file and a frame rate, as "glb 30"."""
    choices = [f"{kind} {rate}" for kind in KINDS for rate in FRAME_RATES]
    return gr.Dropdown(choices, label="File", visible=False)


def _list_group(name: str, entries: Iterable[Entry]) -> str:
    rates = _rates() if name == _ANIMATION else ""
    items = "".join(_list_file(entry) for entry in entries)
    return (
        f'<div class="files-group"><p>{name}</p>{rates}</div><ul aria-label="{name}">{items}</ul>'
    )


def _rates() -> str:
    options = "".join(f"<option>{rate}</option>" for rate in FRAME_RATES)
    return f'<label>Frames a second <select class="files-rate">{options}</select></label>'


def _list_file(entry: Entry) -> str:
    return (
        f'<li><button type="button" class="files-kind" data-kind="{escape(entry.kind)}">'
        f"<span>{escape(entry.label)}</span><small>{escape(entry.purpose)}</small></button></li>"
    )
