"""A fixed sample of each corpus of hostile files; `make fuzz` opens all of them."""

import pytest
from fuzz import CORPORA
from fuzzing.judge import verdicts
from fuzzing.report import report

SAMPLES = {"audio": 56, "containers": 40, "mats": 96, "checkpoints": 40}  # files


@pytest.mark.parametrize("name", CORPORA)
def test_every_hostile_file_ends_in_a_result_or_in_one_sentence(name):
    corpus = CORPORA[name]
    numbers = corpus.sample(SAMPLES[name])
    with verdicts(corpus, numbers) as found:
        ends = list(found)
    assert [v for v in ends if v.fault] == [], report(corpus, ends, 0)
    assert {v.kind for v in ends} == set(corpus.kinds)
    refused = sum(v.cost.refusal is not None for v in ends)
    assert len(ends) / 10 < refused < len(ends) * 9 / 10


def test_the_corpora_are_as_large_as_they_are_said_to_be():
    assert {c.name: c.size for c in CORPORA.values()} == {
        "audio": 20_000,
        "containers": 10_000,
        "mats": 20_000,
        "checkpoints": 2000,
    }
