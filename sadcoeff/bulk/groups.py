"""Recordings that run together, so that short ones share a pass of the networks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sadcoeff.audio import estimate_seconds
from sadcoeff.bulk.recordings import Item
from sadcoeff.motion.columns import FPS

GROUP_FRAMES = 2000  # 80 s of sound: fills many passes, and little is lost with a worker
_GROUPS_PER_WORKER = 4  # at least, so that no worker idles while another has much left

Content = TypeVar("Content")


def group_items(items: Sequence[Item], workers: int) -> Iterator[list[Item]]:
    """Items in their order, in groups for one worker each, by what their headers and sizes say.

    These may be wrong, so the worker itself bounds what it holds in memory at once.
    """
    most = -(-len(items) // (_GROUPS_PER_WORKER * workers))
    return gather(items, lambda item: round(estimate_seconds(item.path) * FPS), most)


def gather(
    contents: Iterable[Content],
    count_frames: Callable[[Content], int],
    most: int | None = None,
) -> Iterator[list[Content]]:
    """Contents in their order, in groups of up to 2,000 frames, or one longer one alone.

    most: contents of a group.
    """
    group: list[Content] = []
    frames = 0
    for content in contents:
        length = count_frames(content)
        if group and (frames + length > GROUP_FRAMES or len(group) == most):
            yield group
            group, frames = [], 0
        group.append(content)
        frames += length
    if group:
        yield group
