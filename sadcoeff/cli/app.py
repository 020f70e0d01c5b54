"""`sadcoeff app`: open the page."""

import argparse
import signal

from sadcoeff.ui.settings import read_settings


def run(_options: argparse.Namespace) -> int:
    """Serve the page until it is interrupted; the exit status.  Raises SettingError."""
    settings = read_settings()
    from sadcoeff.ui.handlers.log import log_to_stderr
    from sadcoeff.ui.server.launch import launch

    log_to_stderr()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped server tidies up too
    launch(settings)
    return 0
