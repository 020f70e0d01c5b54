"""The address `/healthz`, for whoever watches the server."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sadcoeff.ui import models
from sadcoeff.version import __version__


def health_route(waiting: Callable[[], int]) -> Route:
    """Says which networks are loaded where and how many requests wait; needs no thread."""

    async def answer(_: Request) -> JSONResponse:
        loaded = [{"weights": weights, "device": device} for weights, device in models.loaded()]
        return JSONResponse(
            {"status": "ok", "version": __version__, "loaded": loaded, "waiting": waiting()}
        )

    return Route("/healthz", answer)
