"""Tells Gradio the address that visitors see, including the path that the page is mounted at.

It exists because Gradio drops that path when a proxy sends X-Forwarded-Host, and then the links to
a run's files are wrong.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

_HOST, _SCHEME = "x-forwarded-host", "x-forwarded-proto"


class Addresses:
    """ASGI middleware that adds the path of the page to the host that the visitor asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection."""
        if scope["type"] == "http":
            scope = {**scope, "headers": list(scope["headers"])}
            given, told = Headers(scope=scope), MutableHeaders(scope=scope)
            host, scheme = given.get(_HOST, given.get("host", "")), given.get(_SCHEME)
            told[_HOST] = host.partition(",")[0].strip() + scope["root_path"]
            told[_SCHEME] = scheme or scope["scheme"]
        await self._app(scope, receive, send)
