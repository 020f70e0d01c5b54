"""Reading `.pth` files, which are pickles, without running code from them."""

import pickle
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from sadcoeff.errors import WeightsError
from sadcoeff.validation import open_file

_ARCHIVE = b"PK\x03\x04"  # first bytes of the newer kind, a zip archive


def require_file(path: Path) -> None:
    """Raise WeightsError if there is no file at `path`, or it may not be read."""
    open_file(path, "checkpoint", WeightsError).close()


def read_pth(path: Path, device: str | torch.device) -> Mapping[Any, Any]:
    """The dictionary in a `.pth` file, its tensors on `device`.

    Raises WeightsError if the file is missing, damaged, a decompression bomb, or holds code or no
    dictionary.
    """
    require_file(path)
    try:
        _refuse_bomb(path)
        content = torch.load(path, map_location=device, weights_only=True)
    except (
        pickle.UnpicklingError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        AssertionError,
        MemoryError,
        OverflowError,
        struct.error,
        zipfile.BadZipFile,
    ) as error:
        raise WeightsError(
            f"'{path}' cannot be read as a checkpoint: it is damaged, or holds more than tensors "
            "and numbers; download it again."
        ) from error
    if not isinstance(content, Mapping):
        raise WeightsError(f"'{path}' is not a SadTalker checkpoint: it must hold a dictionary.")
    return content


def _refuse_bomb(path: Path) -> None:
    """Refuse a compressed archive: torch never saves one, and would unpack it without a limit.

    Raises OSError, ValueError or BadZipFile.
    """
    with path.open("rb") as file:
        if file.read(len(_ARCHIVE)) != _ARCHIVE:
            return
        with zipfile.ZipFile(file) as archive:
            size = sum(part.file_size for part in archive.infolist())
    if size > path.stat().st_size:
        raise ValueError(f"The archive holds {size} bytes.")
