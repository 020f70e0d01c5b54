"""The page on a server of its own, with what keeps a public one safe."""

from typing import Any

import gradio as gr

from sadcoeff.errors import SettingError
from sadcoeff.ui.server.serving import SESSIONS, prepare_page
from sadcoeff.ui.settings import Settings


def launch(settings: Settings, **options: Any) -> gr.Blocks:
    """Load the best device's networks, start the page on port 7860 or the next free one.

    `options` are further ones of `gr.Blocks.launch`.  Raises SettingError if it cannot listen
    there, and what `prepare_page` raises.
    """
    served = prepare_page(settings)
    try:
        served.page.launch(state_session_capacity=SESSIONS, **served.options, **options)
    except (OSError, OverflowError) as error:  # the latter where ports come to their end
        raise SettingError(
            "The page finds no free port to listen on: free one, or correct GRADIO_SERVER_NAME or "
            "GRADIO_SERVER_PORT."
        ) from error
    return served.page
