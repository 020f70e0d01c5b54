"""The page on a server of its own, with what keeps a public one safe."""

from typing import Any

import gradio as gr

from sadcoeff.ui.server.serving import SESSIONS, prepare_page
from sadcoeff.ui.settings import Settings


def launch(settings: Settings, **options: Any) -> gr.Blocks:
    """Load the best device's networks, start the page on port 7860 or the next free one.

    `options` are further ones of `gr.Blocks.launch`.  Raises what `prepare_page` raises.
    """
    served = prepare_page(settings)
    served.page.launch(state_session_capacity=SESSIONS, **served.options, **options)
    return served.page
