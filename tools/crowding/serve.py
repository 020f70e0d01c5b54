"""The real server, without a way to other hosts, on weights in a folder of one's own.

    python -m tools.crowding.serve CHECKPOINTS HOLDS

Prints its address.  The folder HOLDS tells which runs wait: see `holding`.
"""

import signal
import sys
from functools import partial
from pathlib import Path

from tools.crowding.holding import heed_holds
from tools.crowding.offline import forbid_other_hosts


def main(checkpoints: Path, holds: Path) -> None:
    """Serve until the process is stopped."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where `&` started a shell
    forbid_other_hosts()
    from sadcoeff.ui.handlers import batches, models
    from sadcoeff.ui.handlers.log import log_to_stderr
    from sadcoeff.ui.server.launch import launch, serve_until_interrupted
    from sadcoeff.ui.settings import read_settings
    from sadcoeff.ui.tabs import motion_inputs

    for module, name in (
        (models, "find_weights"),
        (batches, "find_weights"),
        (motion_inputs, "list_weights"),
    ):
        setattr(module, name, partial(getattr(module, name), folder=checkpoints))
    models.run = heed_holds(models.run, holds)
    log_to_stderr()
    page = launch(read_settings(), prevent_thread_lock=True, quiet=True)
    print(page.local_url, flush=True)
    serve_until_interrupted(page)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
