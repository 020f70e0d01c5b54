"""Deleting visitors' files once they are old, and all of them when the server ends.

Gradio deletes only files that it has listed.  It does not list parts of interrupted uploads, the
empty file that each `gr.File` input makes, folders, or anything that a killed server left behind.
So everything old is deleted here, and the lists are updated.
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


def keep_swept(page: gr.Blocks, folder: Path) -> Callable[..., AbstractAsyncContextManager[None]]:
    """A lifespan for a server: sweeps `folder` every ten minutes, and deletes it at the end."""

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep_regularly(page, folder))
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
    samples = _list_samples(page, folder)
    before = time.time() - older_than
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = os.path.join(parent, name)
            if path not in samples:
                _delete_if_old(path, before, os.remove)
        for name in folders:
            _delete_if_old(os.path.join(parent, name), before, os.rmdir)
    forget_files(page, is_file)


def _list_samples(page: gr.Blocks, folder: Path) -> set[str]:
    """The copies of what the page itself offers.

    Gradio lists no copies of the examples.  Copying them again restores those that are gone.
    """
    examples = {copy_to_cache(example, folder) for [example] in EXAMPLES}
    return examples | list_kept_files(page)


async def _sweep_regularly(page: gr.Blocks, folder: Path) -> None:
    while True:
        await anyio.to_thread.run_sync(sweep, page, folder)
        await asyncio.sleep(_EVERY_SECONDS)


def _delete_if_old(path: str, before: float, delete: Callable[[str], None]) -> None:
    with suppress(OSError):  # gone meanwhile, or a folder that is not empty
        if os.lstat(path).st_mtime < before:
            delete(path)
