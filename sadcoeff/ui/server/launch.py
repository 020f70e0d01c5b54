"""The page on a server of its own, with what keeps a public one safe."""

import time
from contextlib import suppress
from typing import Any

import gradio as gr

from sadcoeff.errors import SettingError
from sadcoeff.ui.gradio_internals import is_serving, stop_server
from sadcoeff.ui.handlers.jobs import stop_jobs
from sadcoeff.ui.server.serving import SESSIONS, prepare_page
from sadcoeff.ui.settings import Settings

_PAUSE = 0.1  # seconds between two looks at the server
_PATIENCE = 1  # seconds for open requests, of the 10 that supervisors leave before they kill


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


def serve_until_interrupted(page: gr.Blocks) -> None:
    """Wait for KeyboardInterrupt, then stop the server and the runs, whoever is connected.

    Visitors' files are deleted as the server stops, and once more as the program ends, for what
    is written meanwhile.  A second KeyboardInterrupt passes through.
    """
    with suppress(KeyboardInterrupt):
        while is_serving(page):
            time.sleep(_PAUSE)
    stop_jobs()
    stop_server(page, _PATIENCE)
