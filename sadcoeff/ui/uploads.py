"""Where visitors' files lie, and for how long.

Gradio deletes what it keeps a list of.  Not on it are the parts of uploads that broke off, the
empty file that every `gr.File` input makes, folders, and all that a killed server left behind:
so everything that is old goes, and lists are brought up to date.
"""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import anyio
import gradio as gr

from sadcoeff.checks import is_file

KEPT_SECONDS = 3600
_EVERY_SECONDS = 600
_VARIABLE = "GRADIO_TEMP_DIR"


def make_folder() -> Path:
    """The folder that Gradio keeps files in: that of `GRADIO_TEMP_DIR`, else a new private one."""
    if not os.environ.get(_VARIABLE):
        os.environ[_VARIABLE] = mkdtemp(prefix="sadcoeff-uploads-")
    folder = Path(os.environ[_VARIABLE])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def sweeping(page: gr.Blocks, folder: Path) -> Callable[..., AbstractAsyncContextManager[None]]:
    """The lifespan of a server that sweeps `folder` now and then, and empties it at the end."""

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep_often(page, folder))
        try:
            yield
        finally:
            task.cancel()
            sweep(page, folder, older_than=0, keep_samples=False)
            with suppress(OSError):  # something else lies there
                folder.rmdir()

    return lifespan


def sweep(
    page: gr.Blocks, folder: Path, older_than: float = KEPT_SECONDS, keep_samples: bool = True
) -> None:
    """Delete files that came more than so many seconds ago, and empty folders.

    The page's own samples stay, if they are to be kept.
    """
    samples = _samples(page) if keep_samples else set()
    before = time.time() - older_than
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in files:
            _delete_if_old(os.path.join(parent, name), before, samples)
        for name in folders:
            with suppress(OSError):  # not empty
                os.rmdir(os.path.join(parent, name))
    for listed in page.temp_file_sets:
        listed.intersection_update({path for path in list(listed) if os.path.exists(path)})


def is_upload(path: str, folder: Path) -> bool:
    """Whether `path` is that of a file in the folder."""
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder)) and is_file(path)


def has_room(folder: Path, size: int) -> bool:
    """Whether the disk takes `size` more bytes."""
    return shutil.disk_usage(folder).free >= size


async def _sweep_often(page: gr.Blocks, folder: Path) -> None:
    while True:
        await anyio.to_thread.run_sync(sweep, page, folder)
        await asyncio.sleep(_EVERY_SECONDS)


def _samples(page: gr.Blocks) -> set[str]:
    return set().union(*(getattr(b, "keep_in_cache", ()) for b in page.blocks.values()))


def _delete_if_old(path: str, before: float, samples: set[str]) -> None:
    with suppress(FileNotFoundError):  # gone meanwhile
        if path not in samples and os.lstat(path).st_ctime < before:
            os.remove(path)
