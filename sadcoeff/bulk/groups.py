"""Recordings that run together, so that short ones share a pass of the networks."""

from collections.abc import Iterator, Sequence

import soundfile

from sadcoeff.bulk.recordings import Item
from sadcoeff.motion.columns import FPS

GROUP_FRAMES = 2000  # 80 s of sound: fills many passes, and little is lost with a worker
_GROUPS_PER_WORKER = 4  # at least, so that no worker idles while another has much left


def group_items(items: Sequence[Item], workers: int) -> Iterator[list[Item]]:
    """Items in their order, in groups of up to 2,000 frames, or one longer recording alone."""
    most = -(-len(items) // (_GROUPS_PER_WORKER * workers))
    group: list[Item] = []
    frames = 0
    for item in items:
        length = _count_frames(item.path)
        if group and (frames + length > GROUP_FRAMES or len(group) == most):
            yield group
            group, frames = [], 0
        group.append(item)
        frames += length
    if group:
        yield group


def _count_frames(path: str) -> int:
    """About how many video frames a recording has, by its header; 0 if that cannot be read."""
    try:
        info = soundfile.info(path)
    except (soundfile.LibsndfileError, TypeError):  # the worker reports what is wrong
        return 0
    frames: int = info.frames * FPS // info.samplerate
    return frames
