"""The scores as Markdown."""

from collections.abc import Iterator, Sequence

import numpy as np

from calibrating.clips import TRACKED, Clip
from calibrating.measures import MEASURES
from calibrating.scores import COLUMNS, Scores


def report(clips: Sequence[Clip], whole: Scores, single: Scores) -> str:
    """Two tables, of the landmarks and of the names: what each left-out source scores.

    whole: by fits without the clip's repository; single: of the tracked one only the speaker.
    """
    count = len(MEASURES)
    parts = (slice(None, count), slice(count, None))
    return "\n\n".join("\n".join(_table(clips, whole, single, part)) for part in parts)


def _table(clips: Sequence[Clip], whole: Scores, single: Scores, part: slice) -> Iterator[str]:
    columns = COLUMNS[part]
    yield "| left out | clips | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 2) + "|"
    groups = {name: [] for name in sorted({clip.repository for clip in clips})}
    for clip in clips:
        groups[clip.repository].append(clip.name)
    for name, members in groups.items():
        yield _row(name, len(members), _mean(whole, members)[part])
    one_by_one = _mean(single, groups[TRACKED])
    yield _row(f"{TRACKED}, one speaker at a time", len(groups[TRACKED]), one_by_one[part])
    means = [_mean(single, members) for members in groups.values()]
    yield _row(
        f"**mean of repositories**, {TRACKED} by speaker", len(clips), np.mean(means, 0)[part]
    )
    means = [_mean(whole, members) for members in groups.values()]
    yield _row(f"mean of repositories, {TRACKED} as a whole", len(clips), np.mean(means, 0)[part])
    yield _row(
        f"mean of clips, {TRACKED} by speaker", len(clips), _mean(single, list(single))[part]
    )


def _mean(scores: Scores, names: Sequence[str]) -> np.ndarray:
    return np.mean([scores[name] for name in names], axis=0)


def _row(name: str, clips: int, values: np.ndarray) -> str:
    return f"| {name} | {clips} | " + " | ".join(f"{v:.2f}" for v in values) + " |"
