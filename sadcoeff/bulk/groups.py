"""Recordings that are run together, so that short ones share the networks' batches."""

from collections.abc import Iterator, Sequence

import soundfile

from sadcoeff.bulk.recordings import Item
from sadcoeff.motion.columns import FPS

GROUP_FRAMES = 2000  # 80 s of sound: many batches' worth, and little to lose or to wait for
_GROUPS_PER_WORKER = 4  # at least, so that none is idle while another has much left


def grouped(items: Sequence[Item], workers: int) -> Iterator[list[Item]]:
    """Items in their order, in groups of up to 2,000 frames or of one longer recording."""
    most = -(-len(items) // (_GROUPS_PER_WORKER * workers))
    group: list[Item] = []
    frames = 0
    for item in items:
        length = _frames(item.path)
        if group and (frames + length > GROUP_FRAMES or len(group) == most):
            yield group
            group, frames = [], 0
        group.append(item)
        frames += length
    if group:
        yield group


def _frames(path: str) -> int:
    """About how many video frames a recording has, by its head; 0 if that cannot be read."""
    try:
        info = soundfile.info(path)
    except (soundfile.LibsndfileError, TypeError):  # running it will say what is wrong
        return 0
    return info.frames * FPS // info.samplerate
