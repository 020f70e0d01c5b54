"""What the server lets in: requests to addresses that the page uses, bodies of a sensible size,
files that were uploaded, no more requests than fit into the queue, and of live sound one piece
after the other.

It exists because Gradio fetches any public address for a visitor, reads bodies of any size, lets
requests that arrive together exceed the queue's limit, and loses a piece of a stream that comes
before the last one was taken.  Files outside its folder and addresses inside this network it
refuses by itself.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sadcoeff.ui import storage
from sadcoeff.ui.gradio_internals import count_waiting, turn_in_stream
from sadcoeff.ui.server.bodies import Refusal, check_body

MAX_BODY = 1 << 20  # bytes of a request that is no upload; settings take a few hundred
_API = "/gradio_api/"
# Of Gradio's many addresses those that the page, gradio_client and curl need.
_OPEN = re.compile(
    r"(info|startup-events|app_id|user|token|login_check|theme\.css)/?$"
    r"|(upload|upload_progress|cancel|reset|queue/(join|data|status)|stream/\w+(/close)?)/?$"
    r"|(call|run|api|heartbeat)/|file=(?!(?i:https?:))|preview-"
)
_CLOSED = re.compile(r"/(monitoring|login|logout|docs|redoc|openapi\.json)(/|$)")
_PIECE = re.compile(r"stream/(\w+)/?$")
_JOINS = re.compile(r"(queue/join|call/(v2/)?[^/]+)/?$")


@dataclass(frozen=True)
class Limits:
    """What the gate measures requests by."""

    folder: Path  # of the uploads
    upload_bytes: int
    queue_size: int


class Gate:
    """ASGI middleware that refuses what breaks the limits, each with one sentence in JSON."""

    def __init__(self, app: ASGIApp, page: gr.Blocks, limits: Limits) -> None:
        self._app, self._page, self._limits = app, page, limits
        self._joining = 0  # requests past the check that have yet to queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection."""
        try:
            await self._admit(scope, receive, send)
        except Refusal as refusal:
            await _answer(refusal, scope)(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = _find_address(scope)
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
        elif address.startswith("upload"):
            await self._app(scope, self._limit_upload(scope, receive), send)
        else:
            body = await _read_body(scope, receive)
            check_body(body, address, self._page, self._limits.folder)
            await self._pass_on(address, scope, _replay(body, receive), send)

    async def _pass_on(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        if piece := _PIECE.match(address):
            async with turn_in_stream(self._page, piece[1]):
                await self._app(scope, receive, send)
        else:
            await self._queue(address, scope, receive, send)

    async def _queue(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        joins = bool(_JOINS.match(address))
        if joins and count_waiting(self._page) + self._joining >= self._limits.queue_size:
            raise Refusal(
                503,
                f"The queue is full, {self._limits.queue_size} requests are waiting: try again in "
                "a minute.",
            )
        self._joining += joins
        try:
            await self._app(scope, receive, send)
        finally:
            self._joining -= joins

    def _limit_upload(self, scope: Scope, receive: Receive) -> Receive:
        """A `receive` for an upload that fails once it is too large or breaks off."""
        limit = self._limits.upload_bytes + MAX_BODY
        _check_size(scope, limit)
        if not storage.has_room(self._limits.folder, 2 * limit):
            raise Refusal(507, "The server has no room for uploads: try again in an hour.")
        taken = 0

        async def receive_within() -> Message:
            # Of all exceptions this is the one on which Gradio deletes what it has written.
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if message["type"] == "http.disconnect":
                raise MultiPartException("The upload broke off.")
            if taken > limit:
                raise MultiPartException(f"The upload exceeds the maximum allowed size, {limit} B.")
            return message

        return receive_within


def _answer(refusal: Refusal, scope: Scope) -> JSONResponse:
    """The refusal, as the page and `gradio_client` understand it where they queue a request.

    The page shows the sentence at the field that it is about, the client raises it.
    """
    place, sentence = refusal.place, str(refusal)
    if place is None or not scope["path"].rstrip("/").endswith("queue/join"):
        return JSONResponse({"detail": sentence}, refusal.status)
    fault = {**gr.validate(False, sentence), "parameter_name": refusal.name}
    return JSONResponse({"detail": [gr.validate(True, "")] * place + [fault]}, 422)


def _find_address(scope: Scope) -> str:
    """What follows Gradio's prefix, else ""; raises Refusal for addresses the page does not use.

    The path that the page is mounted at does not count.
    """
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    _, api, address = path.partition(_API)
    if not _OPEN.match(address) if api else _CLOSED.search(path):
        raise Refusal(404, "There is nothing at this address.")
    return address


def _check_size(scope: Scope, limit: int) -> None:
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        raise Refusal(413, f"The request has {length} bytes, more than the limit of {limit}.")


async def _read_body(scope: Scope, receive: Receive) -> bytes:
    """Read the whole body of a request that is no upload; raises Refusal if it is too large."""
    _check_size(scope, MAX_BODY)
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise Refusal(413, f"The request has more bytes than the limit of {MAX_BODY}.")
        more = message.get("more_body", False)
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, and then what comes after it."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
