"""Timing several things in turn, so that they can be compared on a machine that is not quiet."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        """Median, and least to largest."""
        return f"{self.median:.3g} ({min(self.values):.3g}…{max(self.values):.3g})"


def take_turns(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Spread]:
    """Seconds that each piece of work takes, in turn A B C A B C, after one round not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds + 1):
        for name, function in work.items():
            start = time.perf_counter()
            function()
            seconds[name].append(time.perf_counter() - start)
    return {name: Spread(tuple(values[1:])) for name, values in seconds.items()}


def ratio(a: Spread, b: Spread) -> Spread:
    """a / b, round by round: what makes a whole round slow falls out."""
    return Spread(tuple(x / y for x, y in zip(a.values, b.values, strict=True)))
