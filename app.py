"""The page: `python app.py`, then open the address that it prints."""

import sys

import gradio as gr

from sadcoeff import SadCoeffError, default_weights
from sadcoeff.bfm import find_face
from sadcoeff.devices import list_devices
from sadcoeff.ui import models
from sadcoeff.ui.page import CSS, build_page
from sadcoeff.ui.preview import preview_routes
from sadcoeff.ui.settings import Settings, read_settings

SESSIONS = 200  # visits whose last run is kept in memory; up to 4 MB for 10 minutes of sound


def launch(settings: Settings, **options: object) -> gr.Blocks:
    """Load the best device's networks, start the page on port 7860 or the next free one."""
    models.get(default_weights(), list_devices()[0])
    face = find_face()
    page = build_page(settings, face).queue(api_open=False, max_size=64)
    page.launch(
        theme=gr.themes.Soft(font=("system-ui", "sans-serif")),
        css_paths=CSS,
        max_file_size=f"{settings.max_upload_mb}mb",
        footer_links=["api"],
        run_history=False,
        state_session_capacity=SESSIONS,
        app_kwargs={"routes": preview_routes(face)},
        **options,
    )
    return page


if __name__ == "__main__":
    try:
        launch(read_settings())
    except SadCoeffError as error:
        sys.exit(f"sadcoeff: {error}")
