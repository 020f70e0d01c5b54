"""Bringing the official weights here from the Hub: what the networks run, whole or not at all.

Of SadTalker's 725 MB these are 35 MB.  They grow in a file ending in `.part`, which a later
run goes on with, and which gets its name only once it is whole and fits the networks.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.errors import WeightsError
from sadcoeff.files.atomic import lock_target
from sadcoeff.resources import CHECKPOINTS
from sadcoeff.weights import hub
from sadcoeff.weights.catalogue import (
    CONFIGS,
    GOOD,
    OFFICIAL,
    check_file,
    excerpt_path,
    list_weights,
)
from sadcoeff.weights.excerpt import Excerpt, Read, plan_excerpt, seal
from sadcoeff.weights.hub import HubFile, NotPinnedError
from sadcoeff.weights.ranges import Forwards, read_range, read_whole

FetchProgress = Callable[[int, int], None]  # bytes done, bytes in all


def fetch_official(
    progress: FetchProgress | None = None,
    folder: Path = CHECKPOINTS,
    file: HubFile = hub.OFFICIAL,
) -> Path:
    """Have the official weights here, from the Hub if need be; the path of their file.

    `progress` is told the bytes done and the bytes in all; what it raises ends the run, and
    the next one goes on from there.  `find_weights("official")` finds what this brought.

    Raises WeightsError if the file cannot be had, is another than the pinned one or cannot be
    written; whatever weights there are stay as they are.
    """
    here = _find_good(folder)
    return here or _fetch(file, excerpt_path(folder, file), progress or _ignore)


def _find_good(folder: Path) -> Path | None:
    paths = [Path(w.files["checkpoint"]) for w in list_weights(folder) if w.name == OFFICIAL]
    return next((p for p in paths if check_file(p) == GOOD), None)


def _fetch(file: HubFile, target: Path, progress: FetchProgress) -> Path:
    part = target.with_name(f"{target.name}.part")
    busy = WeightsError(
        f"'{target.name}' is being fetched by another run: wait until that is done."
    )
    try:
        with lock_target(target, busy):
            excerpt = _fetch_part(file, part, progress)
            seal(part, excerpt)
            _require_fit(part, file)
            os.replace(part, target)
    except OSError as error:
        raise WeightsError(
            f"'{target}' cannot be written ({error.strerror}): make room, or allow writing there."
        ) from error
    return target


def _fetch_part(file: HubFile, part: Path, progress: FetchProgress) -> Excerpt:
    try:
        return _copy(file, partial(read_range, file), part, progress)
    except NotPinnedError:
        return _fetch_whole(file, part, progress)


def _fetch_whole(file: HubFile, part: Path, progress: FetchProgress) -> Excerpt:
    """Take the excerpt from the whole file as it passes, which alone shows its checksum.

    Nothing of it is trusted before its end, so a run that is broken off leaves nothing.
    """
    part.unlink(missing_ok=True)
    passing = Forwards(_counted(read_whole(file), file.size, progress))
    good = False
    try:
        excerpt = _copy(file, passing.read, part, _ignore)
        passing.finish()
        good = True
    finally:
        if not good:
            part.unlink(missing_ok=True)
    return excerpt


def _copy(file: HubFile, read: Read, part: Path, progress: FetchProgress) -> Excerpt:
    """Bring the part file up to the whole excerpt, from wherever it is."""
    excerpt = plan_excerpt(read, file.size, f"{file.repo}/{file.name}", file.sha256)
    with _open_part(part, excerpt) as out:
        done = out.tell() - len(excerpt.header)
        progress(done, excerpt.size)
        for start, stop in excerpt.ranges_after(done):
            for piece in read(start, stop):
                out.write(piece)
                done += len(piece)
                progress(done, excerpt.size)
        out.flush()
        os.fsync(out.fileno())
    return excerpt


def _open_part(path: Path, excerpt: Excerpt) -> BinaryIO:
    """The part file, at its end; begun anew if it is of another excerpt."""
    out = path.open("a+b")
    out.seek(0)
    same = out.read(len(excerpt.header)) == excerpt.header
    if not same or out.seek(0, os.SEEK_END) > len(excerpt.header) + excerpt.size:
        out.truncate(0)
        out.write(excerpt.header)
    out.seek(0, os.SEEK_END)
    return out


def _require_fit(part: Path, file: HubFile) -> None:
    """Weights that do not load are not put in place, nor kept."""
    try:
        Audio2Coeff({**CONFIGS, "checkpoint": str(part)}, "cpu")
    except WeightsError as error:
        part.unlink()
        raise WeightsError(
            f"What came of '{file.name}' does not fit the networks, so it was damaged on the way: "
            "try again later."
        ) from error


def _counted(pieces: Iterator[bytes], size: int, progress: FetchProgress) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        progress(done, size)
        yield piece


def _ignore(_done: int, _size: int) -> None:
    """No one wants to know."""
