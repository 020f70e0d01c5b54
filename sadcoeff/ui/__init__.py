"""The page: `sadcoeff app` serves it, and `mount` puts it into another FastAPI application."""

from fastapi import FastAPI

from sadcoeff.ui.settings import Settings, read_settings


def mount(app: FastAPI, path: str = "/", settings: Settings | None = None) -> None:
    """Put the page into `app` at `path`, with everything that it has on a server of its own.

    Loads the networks, which takes seconds.  Headers and limits apply below `path` only.  Routes
    that `app` gets later are found only if they do not lie below `path`, so mount at "/" last.
    Uploads and results are kept in the folder `GRADIO_TEMP_DIR`, or in a new private one; the page
    deletes all of that folder when `app` shuts down, and when the program ends.  Open pages never
    close their connections, so give the server a limit to wait for them, as in
    `uvicorn --timeout-graceful-shutdown 5`.  Behind a proxy that strips a prefix, give it
    to the server, as in `uvicorn --root-path`.

    `settings` are those of the environment (`read_settings`) unless given.  Raises SettingError
    for environment variables out of range, and what loading the demo weights raises.
    """
    settings = settings or read_settings()
    from sadcoeff.ui.server.mounting import mount_page  # Gradio takes seconds to import

    mount_page(app, path, settings)
