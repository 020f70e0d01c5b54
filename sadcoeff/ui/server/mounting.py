"""The page inside another FastAPI application."""

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware

from sadcoeff.ui.gradio_internals import limit_sessions
from sadcoeff.ui.server.addresses import Addresses
from sadcoeff.ui.server.serving import SESSIONS, prepare_page
from sadcoeff.ui.settings import Settings


def mount_page(app: FastAPI, path: str, settings: Settings) -> None:
    """Load the best device's networks and put the page into `app`; see `sadcoeff.ui.mount`."""
    served = prepare_page(settings)
    limit_sessions(served.page, SESSIONS)
    served.options["app_kwargs"]["middleware"].append(Middleware(Addresses))
    gr.mount_gradio_app(app, served.page, path, **served.options)
