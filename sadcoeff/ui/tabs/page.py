"""The page: what stands on it, tab by tab."""

import gradio as gr

from sadcoeff.audio import RECORDING_ENDINGS
from sadcoeff.face.bfm import Face
from sadcoeff.resources import ASSETS
from sadcoeff.ui.assets import asset_text
from sadcoeff.ui.handlers.generate import Runner
from sadcoeff.ui.handlers.inspect import Inspector
from sadcoeff.ui.handlers.live import Live
from sadcoeff.ui.handlers.recordings import Files
from sadcoeff.ui.handlers.styles import Comparer
from sadcoeff.ui.settings import Settings
from sadcoeff.ui.tabs.explore import explore_tab
from sadcoeff.ui.tabs.guide import guide_tab
from sadcoeff.ui.tabs.inspect import inspect_tab
from sadcoeff.ui.tabs.live import live_tab
from sadcoeff.ui.tabs.motion import motion_tab
from sadcoeff.ui.tabs.styles import styles_tab

CSS = sorted(ASSETS.glob("*.css"))

_ENDINGS = ",".join(f".{ending}" for ending in sorted(RECORDING_ENDINGS))
_TITLE = """
# Speech to talking-head motion
Turns recorded speech into facial expression, head angles and translation, 25 frames a second, as
Deep3DFaceRecon coefficients.
"""


def build_head() -> str:
    """The page's own scripts.  In its head they are there before any of its buttons is."""
    uploads = asset_text("uploads.js").replace("ENDINGS", _ENDINGS)
    scripts = asset_text("ready.js"), uploads, asset_text("microphone.js")
    return "\n".join(f"<script>{script}</script>" for script in scripts)


def build_page(settings: Settings, face: Face | None = None) -> gr.Blocks:
    """The whole page, ready to launch; the preview shows `face` where there is one."""
    page = gr.Blocks(title="sadcoeff: speech to talking-head motion", analytics_enabled=False)
    files = Files.up_to(settings.max_seconds)
    runner = Runner(files, face)
    live = Live(runner, settings.live, settings.max_seconds)
    with page:
        gr.Markdown(_TITLE)
        with gr.Tabs() as tabs:
            with gr.Tab("Motion", id="motion"):
                motion = motion_tab(runner)
            with gr.Tab("Live", id="live"):
                live_tab(live, motion, tabs)
            with gr.Tab("Styles", id="styles"):
                styles_tab(Comparer(files), motion.inputs, tabs)
            with gr.Tab("Inspect", id="inspect"):
                inspect_tab(Inspector(files, face))
            with gr.Tab("Explore", id="explore"):
                explore_tab()
            with gr.Tab("Guide", id="guide"):
                guide_tab()
        page.unload(live.leave)
    return page
