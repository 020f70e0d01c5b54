"""The page on a server of its own, with what keeps a public one safe."""

from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from sadcoeff import default_weights
from sadcoeff.devices import list_devices
from sadcoeff.face.bfm import Face, find_face
from sadcoeff.ui import storage as uploads
from sadcoeff.ui.handlers import models
from sadcoeff.ui.preview.routes import preview_routes
from sadcoeff.ui.server.guard import Gate, Limits
from sadcoeff.ui.server.headers import Headers
from sadcoeff.ui.server.health import health_route
from sadcoeff.ui.server.sweeping import sweeping
from sadcoeff.ui.settings import Settings
from sadcoeff.ui.tabs.page import CSS, build_page
from sadcoeff.weights.catalogue import CHECKPOINTS

_SESSIONS = 100  # visits whose last run is kept in memory; up to 4 MB for 10 minutes of sound
_MEGABYTE = 1 << 20


def launch(settings: Settings, **options: object) -> gr.Blocks:
    """Load the best device's networks, start the page on port 7860 or the next free one."""
    models.get(default_weights(), list_devices()[0])
    folder, face = uploads.main_folder(), find_face(CHECKPOINTS)
    page = build_page(settings, face).queue(
        api_open=False,
        max_size=settings.queue_size,
        default_concurrency_limit=settings.concurrency,
    )
    page.launch(
        theme=gr.themes.Soft(font=("system-ui", "sans-serif")),
        css_paths=CSS,
        max_file_size=f"{settings.max_upload_mb}mb",
        footer_links=["api"],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,  # else a Node process would serve the page, past the headers
        state_session_capacity=_SESSIONS,
        app_kwargs=_app_kwargs(page, settings, folder, face),
        **options,
    )
    return page


def _app_kwargs(
    page: gr.Blocks, settings: Settings, folder: Path, face: Face | None
) -> dict[str, Any]:
    """What is added to Gradio's server: addresses, checks and headers, the sweeping of files."""
    limits = Limits(folder, settings.max_upload_mb * _MEGABYTE, settings.queue_size)
    return {
        "routes": [*preview_routes(face), health_route(page)],
        "middleware": [Middleware(Headers), Middleware(Gate, page=page, limits=limits)],
        "lifespan": sweeping(page, folder),
    }
