"""`sadcoeff app`: open the page."""

import argparse
import signal

from sadcoeff.ui.settings import read_settings


def run(_options: argparse.Namespace) -> int:
    """Serve the page until it is interrupted; the exit status.  Raises SettingError."""
    settings = read_settings()
    from sadcoeff.ui.handlers.log import log_to_stderr
    from sadcoeff.ui.server.launch import launch, serve_until_interrupted

    log_to_stderr()
    _interrupt_when_stopped()
    serve_until_interrupted(launch(settings, prevent_thread_lock=True))
    return 0


def _interrupt_when_stopped() -> None:
    """Let a server tidy up that a supervisor stops, or whose terminal is closed."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, signal.default_int_handler)
