"""The address `/healthz`, for monitoring."""

import gradio as gr
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sadcoeff.ui.gradio_internals import count_waiting
from sadcoeff.ui.handlers import models
from sadcoeff.version import __version__


def health_route(page: gr.Blocks) -> Route:
    """Tells which networks are loaded where, and how many requests wait; needs no thread."""

    async def answer(_: Request) -> JSONResponse:
        loaded = [{"weights": weights, "device": device} for weights, device in models.loaded()]
        return JSONResponse(
            {
                "status": "ok",
                "version": __version__,
                "loaded": loaded,
                "waiting": count_waiting(page),
            }
        )

    return Route("/healthz", answer)
