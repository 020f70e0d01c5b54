"""Pages opened in the browser, and what may never happen in them."""

from contextlib import ExitStack

from visitor import PATIENCE

# Answers to what a validator or the upload's limit refuses, and files that Gradio's own player does
# not play; Chromium notes them in the console.
REFUSED = ("status of 422", "status of 413", "Waveform load error: MediaError")


class Browsing(ExitStack):
    """Opens pages; at its end none may have asked another host, or shown an error."""

    def __init__(self, chromium):
        super().__init__()
        self._chromium, self._troubles = chromium, []
        self.callback(self.check)

    def check(self):
        troubles, self._troubles = self._troubles, []
        assert troubles == []

    # The preview plays by itself only where motion is wanted: software drawing takes a processor.
    def open(self, address, width=1280, theme="light", ready="Run", motion="reduce"):
        context = self._chromium.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True, reduced_motion=motion
        )
        self.enter_context(context)
        context.set_default_timeout(PATIENCE)
        context.route("**/gradio_api/upload_progress?*", _say_done)
        page = context.new_page()
        self._watch(page, address)
        page.goto(f"{address}?__theme={theme}")
        page.get_by_role("button", name=ready, exact=True).wait_for()
        return page

    def _watch(self, page, address):
        found = self._troubles.append
        page.on("console", lambda line: _is_trouble(line) and found(line.text))
        page.on("pageerror", lambda error: found(str(error)))
        page.on("request", lambda asked: not _is_local(asked.url, address) and found(asked.url))


class Visits:
    """One page for many tests; after a failure, which may have left anything in it, a new one."""

    def __init__(self, browsing):
        self._browsing, self._page, self._failed = browsing, None, 0

    def enter(self, failed, address, **options):
        """The page, given how many tests have failed so far."""
        if self._page is None or failed > self._failed:
            self._page = self._browsing.open(address, **options)
        self._failed = failed
        self._browsing.check()
        return self._page


def _say_done(route):
    """Gradio gives a 404 where an upload begins over 3 s after its progress was asked for."""
    route.fulfill(content_type="text/event-stream", body='data: {"msg": "done"}\n\n')


def _is_local(url, server):
    return url.startswith((server, "data:", "blob:"))


def _is_trouble(console):
    return console.type == "error" and not any(status in console.text for status in REFUSED)
