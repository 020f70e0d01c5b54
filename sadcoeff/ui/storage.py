"""Where visitors' files lie: uploads, and what runs make of them."""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from sadcoeff.validation import is_file

_VARIABLE = "GRADIO_TEMP_DIR"


def main_folder() -> Path:
    """The folder that Gradio keeps files in: that of `GRADIO_TEMP_DIR`, else a new private one."""
    if not os.environ.get(_VARIABLE):
        os.environ[_VARIABLE] = mkdtemp(prefix="sadcoeff-")
    folder = Path(os.environ[_VARIABLE])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def delete_at_exit(folder: Path) -> None:
    """Delete the folder when the program ends, after the last run that may write into it."""
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def new_folder() -> Path:
    """A folder in it for what one run gives.  Gradio serves such files where they are."""
    return Path(mkdtemp(prefix="run-", dir=main_folder()))


def is_upload(path: str, folder: Path) -> bool:
    """Whether `path` is that of a file in the folder."""
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder)) and is_file(path)


def has_room(folder: Path, size: int) -> bool:
    """Whether the disk takes `size` more bytes."""
    return shutil.disk_usage(folder).free >= size
