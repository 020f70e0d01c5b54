"""Where each recording's output goes: the folders of the recordings, below the output folder."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from sadcoeff.files import output_names
from sadcoeff.files.names import safe_stem

_UP = "up"  # stands for `..` in the outputs' folders, which stay inside theirs


def name_outputs(
    names: Iterable[str], file_names: Callable[[str], Iterable[str]], taken: Mapping[str, str]
) -> dict[str, PurePosixPath]:
    """Folder and stem of the output of each recording, by its name.

    `file_names` gives all file names of a stem.  `taken` says which recordings have outputs
    already.
    """
    folders = {name: _name_folder(name) for name in names}
    return output_names.name_outputs(folders, file_names, taken)


def _name_folder(name: str) -> PurePosixPath:
    parts = PurePosixPath(name).parent.parts
    return PurePosixPath(*(_UP if p == ".." else safe_stem(p) for p in parts if p != "/"))
