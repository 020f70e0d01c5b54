"""Command line: `sadcoeff app` opens the page."""

import signal
from collections.abc import Sequence

from sadcoeff.cli.options import Parser
from sadcoeff.ui.handlers.log import log_to_stderr
from sadcoeff.ui.server.launch import launch
from sadcoeff.ui.settings import read_settings


def run(arguments: Sequence[str]) -> int:
    """Serve the page until it is interrupted; the exit status.  Raises SettingError."""
    _parser().parse_args(arguments)
    log_to_stderr()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped server tidies up too
    launch(read_settings())
    return 0


def _parser() -> Parser:
    return Parser(
        prog="sadcoeff app",
        description="Open the page on port 7860 or the next free one.  The README lists the "
        "environment variables that set its address and limits.",
    )
