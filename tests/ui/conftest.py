"""A browser for all tests that need one, and a host that nobody may ask."""

import shutil
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
PATIENCE = 300_000  # ms for the browser to start


@pytest.fixture(scope="session")
def launch_browser():
    """Launches the system's browser, else the one that `playwright install chromium` brings."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    where = {"executable_path": found} if found else {}
    with sync_playwright() as playwright:  # one for the session: two cannot run in one process

        def launch(*options):
            args = [*CHROMIUM_OPTIONS, *options]
            return playwright.chromium.launch(args=args, timeout=PATIENCE, **where)

        yield launch


@pytest.fixture(scope="session")
def chromium(launch_browser):
    """A browser for all tests that can share one."""
    browser = launch_browser()
    yield browser
    browser.close()


@pytest.fixture
def listener():
    """Another host, as a browser sees it, and what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
