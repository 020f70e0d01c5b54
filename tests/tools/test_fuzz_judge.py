"""The judge of hostile files sees what must not be: a crash, a hang, a bomb, a file left behind."""

import os
import signal
import time
from functools import partial
from pathlib import Path

import numpy as np
from fuzzing.corpus import Corpus, Item
from fuzzing.judge import Limits, verdicts

from sadcoeff.errors import SadCoeffError

LIMITS = Limits(seconds=0.3, megabytes=100, hang=5)


def refuse(words: str, path: Path) -> None:
    raise SadCoeffError(words.format(path.name))


def crash(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def sleep(_: Path) -> None:
    time.sleep(1000)


def compute(_: Path) -> None:
    end = time.process_time() + 0.4
    while time.process_time() < end:
        pass


def fill(_: Path) -> None:
    np.ones(15_000_000)  # 120 MB


def leave(path: Path) -> None:
    path.with_name("left").touch()


DEEDS = {  # what is done, and the fault that is found
    "result": (Path.stat, None),
    "refusal": (partial(refuse, "'{}' will not do."), None),
    "two lines": (partial(refuse, "'{}'\nwill not do."), "said \"'item'"),
    "no name": (partial(refuse, "This will not do."), "said 'This"),
    "time": (compute, "took 0."),
    "memory": (fill, "took 1"),
    "file": (leave, "left left"),
    "exception": (Path.mkdir, "ended with 1: FileExistsError"),
    "crash": (crash, "ended with -11"),
    "hang": (sleep, "no end within 5 s"),
}


def do(path: Path, item: Item) -> None:
    """The deed that the item names."""
    DEEDS[item.content.decode()][0](path)


def item(deed: str, _: np.random.Generator) -> Item:
    return Item("item", deed.encode())


CORPUS = Corpus("deeds", 40, {deed: partial(item, deed) for deed in DEEDS}, do)


def test_every_fault_is_found_and_the_next_item_is_judged_all_the_same():
    numbers = [*range(len(DEEDS)), 10, 21]
    with verdicts(CORPUS, numbers, 1, LIMITS) as found:
        ends = list(found)
    assert [v.number for v in ends] == numbers
    for verdict in ends:
        fault = DEEDS[verdict.kind][1]
        assert (verdict.fault or "").startswith(fault or ""), verdict
        assert (verdict.fault is None) == (fault is None), verdict
    assert ends[1].cost.refusal == "'item' will not do."


def test_an_item_is_the_same_on_every_call_and_unlike_the_next():
    corpus = Corpus("noise", 9, {"noise": lambda rng: Item("a", rng.bytes(9))}, do)
    assert corpus.item(4) == corpus.item(4)
    assert len({corpus.item(k).content for k in range(9)}) == 9


def test_a_sample_has_every_kind():
    for count in (10, 13, 39):
        sample = CORPUS.sample(count)
        assert {CORPUS.kind(k) for k in sample} == set(DEEDS) or len(sample) < len(DEEDS)
