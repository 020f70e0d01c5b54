"""A crowd on a server: every answer must be the one of a quiet run with the same settings."""

import io
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from threading import Barrier

import numpy as np
import soundfile

from sadcoeff.audio import SAMPLE_RATE
from tests.samples import speech
from tools.crowding.server import WEIGHTS
from tools.crowding.visitor import Visitor, values_of_run

NAME = "speech.wav"  # of every visitor's file
SHORTEST = 0.5  # seconds
STYLES = range(46)


@dataclass(frozen=True)
class Wish:
    """One run that somebody may ask for."""

    seconds: float
    style: int
    seed: int
    weights: str


@dataclass
class Tally:
    """What came of a crowd."""

    runs: int = 0
    mismatches: list[Wish] = field(default_factory=list)

    def count(self, wish: Wish, same: bool) -> None:
        """Add an answer."""
        self.runs += 1
        if not same:
            self.mismatches.append(wish)


def made_wishes(count: int, longest: float) -> list[Wish]:
    """Different lengths up to `longest` seconds, styles, seeds and weights: always the same."""
    rng = random.Random(count)
    return [
        Wish(rng.uniform(SHORTEST, longest), rng.choice(STYLES), seed, WEIGHTS[seed % len(WEIGHTS)])
        for seed in range(count)
    ]


def answer(visitor: Visitor, wish: Wish) -> np.ndarray:
    """The coefficients (T, 70) that the server gives."""
    audio = visitor.upload(NAME, recording(wish.seconds, wish.seed))
    values = values_of_run(audio, wish.style, wish.seed, wish.weights)
    return visitor.coeffs(visitor.ask("generate", values))


@cache
def recording(seconds: float, seed: int = 0) -> bytes:
    """A WAV file of made-up speech."""
    file = io.BytesIO()
    soundfile.write(
        file, speech(round(seconds * SAMPLE_RATE), seed=seed), SAMPLE_RATE, format="WAV"
    )
    return file.getvalue()


def crowd(
    address: str,
    visitors: int,
    runs: int,
    longest: float,
    done: Callable[[], object] = lambda: None,
) -> Tally:
    """Let visitors come at once, with so many runs each; `done` is called after each run.

    A quarter as many different runs as there are in all were made before, one at a time.
    """
    wishes = made_wishes(max(visitors * runs // 4, 1), longest)
    with Visitor(address) as first:
        quiet = {wish: answer(first, wish) for wish in wishes}
    start, tally = Barrier(visitors), Tally()

    def visit(number: int) -> None:
        with Visitor(address) as visitor:
            start.wait()
            for wish in random.Random(number).choices(wishes, k=runs):
                tally.count(wish, np.array_equal(answer(visitor, wish), quiet[wish]))
                done()

    with ThreadPoolExecutor(visitors) as pool:
        list(pool.map(visit, range(visitors)))
    return tally
