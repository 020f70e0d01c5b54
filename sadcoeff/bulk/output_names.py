"""Where each recording's output goes: every one has a place of its own."""

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePosixPath

from sadcoeff.files.names import MAX_NAME_BYTES, safe_stem

_HASH_DIGITS = 8
_UP = "up"  # stands for `..` in the outputs' folders, which stay inside theirs


def stem_alone(name: str) -> str:
    """The name that an output has from its recording if no other would have it too."""
    return PurePosixPath(name).stem


def with_ending(name: str) -> str:
    """The recording's name with its ending, which tells a.wav and a.flac apart."""
    return PurePosixPath(name).name


def with_hash(name: str) -> str:
    """The stem and a hash of the whole name, which tells all apart."""
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:_HASH_DIGITS]
    return f"{safe_stem(stem_alone(name), MAX_NAME_BYTES - 1 - _HASH_DIGITS)}-{digest}"


_WAYS = (stem_alone, with_ending, with_hash)


def name_outputs(
    names: Collection[str], file_name: Callable[[str], str], taken: Mapping[str, str]
) -> dict[str, PurePosixPath]:
    """Folder and stem of the output of each recording, by its name.

    `file_name` makes a file's name of a stem.  `taken` says which recordings have outputs
    already.  Outputs that a file system could take for one get longer stems, all of them and
    in whatever order they come.
    """
    way = dict.fromkeys(names, 0)
    owners = {_key(output): name for name, output in taken.items()}
    while True:
        places = {n: _folder(n) / safe_stem(_WAYS[w](n)) for n, w in way.items()}
        keys = {n: _key(str(p.with_name(file_name(p.name)))) for n, p in places.items()}
        counts = Counter(keys.values())
        again = [n for n, k in keys.items() if counts[k] > 1 or owners.get(k, n) != n]
        again = [n for n in again if way[n] + 1 < len(_WAYS)]
        if not again:
            return places
        way.update({n: way[n] + 1 for n in again})


def _folder(name: str) -> PurePosixPath:
    parts: Iterable[str] = PurePosixPath(name).parent.parts
    return PurePosixPath(*(_UP if p == ".." else safe_stem(p) for p in parts if p != "/"))


def _key(output: str) -> str:
    """The same for outputs that one file system or another does not tell apart."""
    return unicodedata.normalize("NFC", output.casefold())
