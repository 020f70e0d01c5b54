"""A host for the page: a server in a thread, seen directly and through a proxy."""

import os
import time
from contextlib import contextmanager
from threading import Thread

import uvicorn

PREFIX = "/proxy"  # stripped by a proxy; a server that is told of it puts it in front again


def leave_behind(path):
    """A file as a server leaves it that was killed two hours ago."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    two_hours_ago = time.time() - 7200
    os.utime(path, (two_hours_ago, two_hours_ago))


class Proxied:
    """ASGI middleware: what a proxy that strips PREFIX and `uvicorn --root-path` do together."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope.get("path", "").startswith(f"{PREFIX}/"):
            host = dict(scope["headers"])[b"host"]
            headers = [*scope["headers"], (b"x-forwarded-host", host)]
            scope = {**scope, "root_path": PREFIX, "headers": headers}
        await self.app(scope, receive, send)


@contextmanager
def serving(app):
    """The address of a server in a thread."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=1)
    )
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        host, port = server.servers[0].sockets[0].getsockname()
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join()
