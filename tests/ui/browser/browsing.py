"""Pages opened in the browser, and what may never happen in them."""

from contextlib import ExitStack

from visitor import PATIENCE

# Answers to what a validator or the upload's limit refuses, and files that Gradio's own player does
# not play; Chromium notes them in the console.
LOCAL = ("http://127.0.0.1:", "data:", "blob:")
REFUSED = ("status of 422", "status of 413", "Waveform load error: MediaError")

# 404s: an upload begins over 3 s after its progress was asked for, a piece of sound comes after its
# stream has ended.
PAST = ("/gradio_api/upload_progress?", "/gradio_api/stream/")


class Browsing(ExitStack):
    """Opens pages; none may have asked another host, or shown an error."""

    def __init__(self, chromium):
        super().__init__()
        self._chromium, self._troubles = chromium, []
        self.callback(self.check)

    def check(self):
        troubles, self._troubles = self._troubles, []
        assert troubles == [], troubles

    def open(self, address, script="", **options):
        """A visitor of its own; for `options` see `lead`."""
        page = self.new_page()
        page.add_init_script(script)
        return lead(page, address, **options)

    def new_page(self):
        context = self.enter_context(self._chromium.new_context())
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        self._watch(page)
        return page

    def _watch(self, page):
        found = self._troubles.append
        page.on("console", lambda line: _is_trouble(line) and found(_tell(line)))
        page.on("pageerror", lambda error: found(str(error)))
        page.on("request", lambda asked: not asked.url.startswith(LOCAL) and found(asked.url))


# The preview plays by itself only where motion is wanted: software drawing takes a processor.
def lead(page, address, width=1280, theme="light", ready="Run", motion="reduce"):
    """Load what is at an address, until a button is there."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion=motion)
    page.goto(f"{address}?__theme={theme}")
    page.get_by_role("button", name=ready, exact=True).wait_for()
    return page


class Visits:
    """One visitor for many tests: another would have to fetch and compile all scripts anew.

    After a failure, which may have left anything in the page, there is a new one.
    """

    def __init__(self, browsing):
        self._browsing, self._page, self._failed, self._shown = browsing, None, 0, None

    def open(self, failed, address, **options):
        """The page, loaded anew, given how many tests have failed so far."""
        if self._page is None or failed > self._failed:
            self._page, self._failed = self._browsing.new_page(), failed
        self._shown = None
        return lead(self._page, address, **options)

    def enter(self, failed, address, **options):
        """The page as the test before has left it, if that came to the same place."""
        if self._shown != (address, options) or failed > self._failed:
            self.open(failed, address, **options)
            self._shown = address, options
        return self._page

    def check(self):
        self._browsing.check()


def _tell(console):
    return f"{console.text}: {console.location['url']}"


def _is_trouble(console):
    if any(place in console.location["url"] for place in PAST):
        return False
    return console.type == "error" and not any(status in console.text for status in REFUSED)
