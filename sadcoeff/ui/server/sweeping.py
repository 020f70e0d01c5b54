"""Deleting visitors' files once they are old, and all of them when the server ends.

Gradio deletes what it keeps a list of.  Not on it are the parts of uploads that broke off, the
empty file that every `gr.File` input makes, folders, and all that a killed server left behind:
so everything that is old goes, and the lists are brought up to date.
"""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import anyio
import gradio as gr

from sadcoeff.ui.gradio_internals import copy_to_cache, forget_files, list_kept_files
from sadcoeff.ui.tabs.motion_inputs import EXAMPLES
from sadcoeff.validation import is_file

KEPT_SECONDS = 3600
_EVERY_SECONDS = 600


def sweeping(page: gr.Blocks, folder: Path) -> Callable[..., AbstractAsyncContextManager[None]]:
    """The lifespan of a server that sweeps `folder` now and then, and empties it at the end."""

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep_often(page, folder))
        try:
            yield
        finally:
            task.cancel()
            shutil.rmtree(folder, ignore_errors=True)

    return lifespan


def sweep(page: gr.Blocks, folder: Path, older_than: float = KEPT_SECONDS) -> None:
    """Delete files that were written more than so many seconds ago, and empty folders as old.

    The page's own samples stay.
    """
    samples = _samples(page, folder)
    before = time.time() - older_than
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = os.path.join(parent, name)
            if path not in samples:
                _if_old(path, before, os.remove)
        for name in folders:
            _if_old(os.path.join(parent, name), before, os.rmdir)
    forget_files(page, is_file)


def _samples(page: gr.Blocks, folder: Path) -> set[str]:
    """The copies of what the page itself offers.

    Those of the examples are on none of Gradio's lists; asked for again, it makes them if they are
    gone, and as new if they are there.
    """
    examples = {copy_to_cache(example, folder) for [example] in EXAMPLES}
    return examples | list_kept_files(page)


async def _sweep_often(page: gr.Blocks, folder: Path) -> None:
    while True:
        await anyio.to_thread.run_sync(sweep, page, folder)
        await asyncio.sleep(_EVERY_SECONDS)


def _if_old(path: str, before: float, delete: Callable[[str], None]) -> None:
    with suppress(OSError):  # gone meanwhile, or a folder that is not empty
        if os.lstat(path).st_mtime < before:
            delete(path)
