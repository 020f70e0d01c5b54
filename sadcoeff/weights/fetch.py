"""Fetching the official weights from the Hub: only what the networks run, whole or not at all.

That is 35 of SadTalker's 725 MB.  It grows in a file ending in `.part`, which a later run resumes,
and which gets its final name only once it is complete and fits the networks.
"""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

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
from sadcoeff.weights.excerpt import Excerpt, Read, plan_excerpt, read_local, seal
from sadcoeff.weights.hub import HubFile, NotPinnedError
from sadcoeff.weights.networks import build_networks, load_networks
from sadcoeff.weights.ranges import read_range, read_whole

FetchProgress = Callable[[int, int], None]  # bytes done, bytes in all


def fetch_official(
    progress: FetchProgress | None = None,
    folder: Path = CHECKPOINTS,
    file: HubFile = hub.OFFICIAL,
) -> Path:
    """Return the path of the official weights, fetching them from the Hub if they are not here.

    `progress` is called with the bytes done and the bytes in all; what it raises ends the run,
    and the next run resumes.  Afterwards `find_weights("official")` finds the file.

    Raises WeightsError if the file cannot be fetched, is not the pinned one or cannot be written;
    weights that were there before are left alone.
    """
    here = _find_good(folder)
    return here or _fetch(file, excerpt_path(folder, file), progress or _ignore)


def _find_good(folder: Path) -> Path | None:
    paths = [Path(w.files["checkpoint"]) for w in list_weights(folder) if w.name == OFFICIAL]
    return next((p for p in paths if check_file(p) == GOOD), None)


def _fetch(file: HubFile, target: Path, progress: FetchProgress) -> Path:
    part = target.with_name(f"{target.name}.part")
    busy = WeightsError(
        f"'{target.name}' is being fetched by another run: wait until that one is done."
    )
    try:
        with lock_target(target, busy):
            excerpt = _fetch_part(file, part, progress)
            seal(part, excerpt)
            _require_fit(part, file)
            os.replace(part, target)
    except OSError as error:
        raise WeightsError(
            f"'{target}' cannot be written ({error.strerror}): free some disk space, or allow "
            "writing there."
        ) from error
    return target


def _fetch_part(file: HubFile, part: Path, progress: FetchProgress) -> Excerpt:
    try:
        return _copy(file, partial(read_range, file), part, progress)
    except NotPinnedError:
        return _fetch_whole(file, part, progress)


def _fetch_whole(file: HubFile, part: Path, progress: FetchProgress) -> Excerpt:
    """Cut the excerpt out of the whole file, where only that has a checksum to trust.

    The file itself is not kept, and an interrupted run starts over.
    """
    with TemporaryFile(dir=part.parent) as whole:
        for piece in read_whole(file):
            whole.write(piece)
            progress(whole.tell(), file.size)
        return _copy(file, partial(read_local, whole), part, _ignore)


def _copy(file: HubFile, read: Read, part: Path, progress: FetchProgress) -> Excerpt:
    """Complete the part file, from wherever it is."""
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
    """The part file, positioned at its end; emptied first if it is of another excerpt."""
    out = path.open("a+b")
    out.seek(0)
    same = out.read(len(excerpt.header)) == excerpt.header
    if not same or out.seek(0, os.SEEK_END) > len(excerpt.header) + excerpt.size:
        out.truncate(0)
        out.write(excerpt.header)
    out.seek(0, os.SEEK_END)
    return out


def _require_fit(part: Path, file: HubFile) -> None:
    """Delete a part file that does not load, and raise WeightsError."""
    sadtalker_path = {**CONFIGS, "checkpoint": str(part)}
    try:
        load_networks(sadtalker_path, *build_networks(sadtalker_path))
    except WeightsError as error:
        part.unlink()
        raise WeightsError(
            f"What arrived of '{file.name}' does not fit the networks, so it was damaged on the "
            "way: try again later."
        ) from error


def _ignore(_done: int, _size: int) -> None:
    """Report nothing."""
