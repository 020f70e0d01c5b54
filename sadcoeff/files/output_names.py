"""Where each recording's output goes when there are several: no two get the same file name."""

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import PurePosixPath

from sadcoeff.files.names import MAX_NAME_BYTES, safe_stem

_HASH_DIGITS = 8


def stem_alone(name: str) -> str:
    """The stem of an output whose recording shares it with no other."""
    return PurePosixPath(name).stem


def with_ending(name: str) -> str:
    """The recording's name with its ending, which tells a.wav and a.flac apart."""
    return PurePosixPath(name).name


def with_hash(name: str) -> str:
    """The stem and a hash of the whole name, which tells all apart."""
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:_HASH_DIGITS]
    return f"{safe_stem(stem_alone(name), MAX_NAME_BYTES - 1 - _HASH_DIGITS)}-{digest}"


_STEMS = (stem_alone, with_ending, with_hash)  # each longer than the one before


def name_outputs(
    folders: Mapping[str, PurePosixPath],
    file_names: Callable[[str], Iterable[str]],
    taken: Mapping[str, str] | None = None,
) -> dict[str, PurePosixPath]:
    """Folder and stem of the output of each recording, by the recording's name.

    `folders` holds the folder that each output goes to, by the recording's name: a path with `/`
    between its parts.  `file_names` gives all file names of a stem: with a suffix of its own for
    each format, one recording's name may be another's stem.  `taken` says which recordings have
    outputs already, as paths.  Where a file system could confuse two outputs, both get longer
    stems, whatever order they come in.
    """
    length = dict.fromkeys(folders, 0)  # which of _STEMS
    owners = {_fold(output): name for name, output in (taken or {}).items()}
    while True:
        outputs = {n: folders[n] / safe_stem(_STEMS[i](n)) for n, i in length.items()}
        keys = {
            n: {_fold(str(o.with_name(f))) for f in file_names(o.name)} for n, o in outputs.items()
        }
        counts = Counter(chain.from_iterable(keys.values()))
        shared = [
            n
            for n, own in keys.items()
            if length[n] + 1 < len(_STEMS)
            and any(counts[k] > 1 or owners.get(k, n) != n for k in own)
        ]
        if not shared:
            return outputs
        length.update({n: length[n] + 1 for n in shared})


def _fold(output: str) -> str:
    """The same for outputs that one file system or another does not tell apart."""
    return unicodedata.normalize("NFC", output.casefold())
