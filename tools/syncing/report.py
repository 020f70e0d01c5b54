"""The trials as Markdown."""

from collections.abc import Iterator, Sequence

import numpy as np

from sadcoeff.sync.verdict import APART, EARLY, IN_STEP, LATE, UNKNOWN
from syncing.trials import MUSIC, NOISE, SPEECH, Trial

_LENGTHS = ((0, 2), (2, 5), (5, 1000))  # s
_STRANGE_LENGTHS = ((0, 5), (5, 10), (10, 15), (15, 1000))
_NEAR = 0.05  # s


def report(shifts: Sequence[Trial], strangers: Sequence[Trial]) -> str:
    """Tables: shifts on purpose, tracked faces as they are, and strangers' sound."""
    parts = (_shifted(shifts), _tracked(shifts), _strange(strangers))
    return "\n\n".join("\n".join(part) for part in parts)


def _shifted(trials: Sequence[Trial]) -> Iterator[str]:
    yield (
        "| clips | s | runs | known | median error, ms | 90 % | largest | named right "
        "| false alarms at 0 |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for group in ("teacher", "measure", "demo weights"):
        for low, high in _LENGTHS:
            part = [t for t in trials if t.clip.group == group and low <= t.seconds < high]
            if part:
                yield _row(f"{group} | {low}–{high}", part)


def _row(title: str, trials: Sequence[Trial]) -> str:
    known = [t for t in trials if t.told.verdict != UNKNOWN]
    errors = [abs(t.told.shift - t.shift) * 1000 for t in known if t.told.shift is not None]
    median, most, largest = np.percentile(errors, (50, 90, 100)) if errors else [np.nan] * 3
    right = np.mean([t.told.verdict == _truth(t.shift) for t in known]) if known else np.nan
    still = [t for t in known if t.shift == 0]
    alarms = sum(t.told.verdict != IN_STEP for t in still)
    runs = sum(t.shift == 0 for t in trials)
    return (
        f"| {title} | {runs} | {len(known) / len(trials):.1%} | {median:.1f} | {most:.1f} | "
        f"{largest:.1f} | {right:.1%} | {alarms} of {len(still)} |"
    )


def _truth(shift: float) -> str:
    if abs(shift) < _NEAR:
        return IN_STEP
    return LATE if shift > 0 else EARLY


def _tracked(trials: Sequence[Trial]) -> Iterator[str]:
    yield "| tracked face, as it is | s | verdict | shift, ms | agreement |"
    yield "|---|---|---|---|---|"
    for trial in trials:
        if trial.clip.group == "tracked" and trial.shift == 0:
            told = trial.told
            shift = "" if told.shift is None else f"{told.shift * 1000:+.0f}"
            yield (
                f"| {trial.clip.name} | {trial.seconds:.0f} | {told.verdict} | {shift} | "
                f"{told.agreement:.2f} |"
            )


def _strange(trials: Sequence[Trial]) -> Iterator[str]:
    yield "| sound | s | trials | apart | unknown | said to go together |"
    yield "|---|---|---|---|---|---|"
    for kind in (SPEECH, MUSIC, NOISE):
        for low, high in _STRANGE_LENGTHS:
            told = [t.told.verdict for t in trials if t.sound == kind and low <= t.seconds < high]
            apart, unknown = told.count(APART), told.count(UNKNOWN)
            together = len(told) - apart - unknown
            yield (
                f"| {kind} | {low}–{high} | {len(told)} | {apart / len(told):.0%} | "
                f"{unknown / len(told):.0%} | {together} |"
            )
