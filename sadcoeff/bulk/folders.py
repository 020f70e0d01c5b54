"""The files below a folder: which are recordings, and which are not."""

import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from sadcoeff.audio import RECORDING_ENDINGS
from sadcoeff.bulk.manifest import MANIFEST
from sadcoeff.bulk.output_folder import OPTIONS
from sadcoeff.files.names import BETWEEN

_ENDINGS_NAMED, _FILES_NAMED = 6, 3


@dataclass
class Files:
    """Paths of files: the recordings by their endings, and all others."""

    recordings: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def find_below(folder: str | os.PathLike[str]) -> Files:
    """The files below a folder, each recording once, however many links lead to it.

    Linked folders are followed, after those that lie there themselves.  Hidden files and folders
    are passed over, and so are the files that a bulk run writes.  Raises OSError for a folder that
    cannot be read, since it must not pass for an empty one.
    """
    found, links, seen = Files(), [], set()
    for real, path in _walk(folder):
        name = os.path.basename(path)
        if _ending(name) not in RECORDING_ENDINGS:
            if BETWEEN not in name and name not in (MANIFEST, OPTIONS):
                found.others.append(path)
        elif os.path.islink(path):
            links.append(path)
        else:
            seen.add(real)
            found.recordings.append(path)
    for link in links:
        if (real := os.path.realpath(link)) not in seen:
            seen.add(real)
            found.recordings.append(link)
    return found


def count_endings(paths: Sequence[str]) -> str:
    """How many files there are of each ending, the most frequent first: "4 .txt, 1 .mat"."""
    counts = Counter(_ending(path) for path in paths).most_common()
    named = [f"{n} .{ending}" if ending else f"{n} without" for ending, n in counts]
    if rest := sum(n for _, n in counts[_ENDINGS_NAMED:]):
        named[_ENDINGS_NAMED:] = [f"{rest} with others"]
    return ", ".join(named)


def describe_passed_over(paths: Sequence[str]) -> str:
    """Files that are no recordings, in a sentence: how many of which endings, and some by name."""
    names = ", ".join(f"'{path}'" for path in paths[:_FILES_NAMED])
    more = " …" if len(paths) > _FILES_NAMED else ""
    files = "1 file whose ending is" if len(paths) == 1 else f"{len(paths)} files whose endings are"
    return f"Passed over {files} not a recording's: {count_endings(paths)} ({names}{more})."


def _walk(folder: str | os.PathLike[str]) -> Iterator[tuple[str, str]]:
    """Real path and path of every file below a folder, in a fixed order."""
    seen, waiting = set(), deque([os.fspath(folder)])
    while waiting:
        for parent, below, names in os.walk(waiting.popleft(), onerror=_refuse):
            real = os.path.realpath(parent)
            if real in seen:
                below.clear()
                continue
            seen.add(real)
            below[:] = sorted(name for name in below if not name.startswith("."))
            paths = [os.path.join(parent, name) for name in below]
            waiting.extend(path for path in paths if os.path.islink(path))
            for name in sorted(name for name in names if not name.startswith(".")):
                yield os.path.join(real, name), os.path.join(parent, name)


def _refuse(error: OSError) -> None:
    raise error


def _ending(path: str) -> str:
    return PurePath(path).suffix.lower().removeprefix(".")
