"""The page: `python app.py`, then open the address that it prints."""

import signal
import sys

from sadcoeff import SadCoeffError
from sadcoeff.ui.log import log_to_stderr
from sadcoeff.ui.server import launch
from sadcoeff.ui.settings import read_settings

if __name__ == "__main__":
    log_to_stderr()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped server tidies up too
    try:
        launch(read_settings())
    except SadCoeffError as error:
        sys.exit(f"sadcoeff: {error}")
