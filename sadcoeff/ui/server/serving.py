"""The page ready to be served: what a server of its own and a host application have in common."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from sadcoeff.devices import list_devices
from sadcoeff.face.bfm import Face, find_face
from sadcoeff.ui import storage
from sadcoeff.ui.handlers import models
from sadcoeff.ui.preview.routes import preview_routes
from sadcoeff.ui.server.guard import Gate, Limits
from sadcoeff.ui.server.headers import Headers
from sadcoeff.ui.server.health import health_route
from sadcoeff.ui.server.sweeping import keep_swept
from sadcoeff.ui.settings import Settings
from sadcoeff.ui.tabs.page import CSS, build_head, build_page
from sadcoeff.weights.catalogue import CHECKPOINTS, default_weights

SESSIONS = 100  # visits whose last run is kept in memory; up to 4 MB for 10 minutes of sound
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Served:
    """A page, and the options that `Blocks.launch` and `gr.mount_gradio_app` both take."""

    page: gr.Blocks
    options: dict[str, Any]


def prepare_page(settings: Settings) -> Served:
    """Load the best device's networks, build the page and set its queue up.

    Raises what `find_weights`, `Audio2Coeff` and `find_face` raise.
    """
    models.get(default_weights(), list_devices()[0])
    folder, face = storage.main_folder(), find_face(CHECKPOINTS)
    storage.delete_at_exit(folder)
    page = build_page(settings, face).queue(
        api_open=False,
        max_size=settings.queue_size,
        default_concurrency_limit=settings.concurrency,
    )
    return Served(page, _build_options(page, settings, folder, face))


def _build_options(
    page: gr.Blocks, settings: Settings, folder: Path, face: Face | None
) -> dict[str, Any]:
    return {
        "theme": _theme(),
        "css_paths": CSS,
        "head": build_head(),
        "max_file_size": f"{settings.max_upload_mb}mb",
        "footer_links": ["api"],
        "run_history": False,
        "show_error": False,  # no exception's text in the browser
        "enable_monitoring": False,
        "ssr_mode": False,  # else a Node process would serve the page, past the headers
        "app_kwargs": _build_app_options(page, settings, folder, face),
    }


def _theme() -> gr.themes.Base:
    """Gradio's Soft; its light colours are one step too pale to be read, by WCAG 2."""
    return gr.themes.Soft(font=("system-ui", "sans-serif")).set(
        color_accent="*primary_600",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_500",
        checkbox_label_background_fill_selected="*primary_600",
        block_label_text_color="*primary_700",
        block_title_text_color="*primary_700",
        block_info_text_color="*neutral_600",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
    )


def _build_app_options(
    page: gr.Blocks, settings: Settings, folder: Path, face: Face | None
) -> dict[str, Any]:
    """What is added to Gradio's application: addresses, checks and headers, sweeping of files."""
    limits = Limits(folder, settings.max_upload_mb * _MEGABYTE, settings.queue_size)
    return {
        "routes": [*preview_routes(face), health_route(page)],
        "middleware": [Middleware(Headers), Middleware(Gate, page=page, limits=limits)],
        "lifespan": keep_swept(page, folder),
    }
