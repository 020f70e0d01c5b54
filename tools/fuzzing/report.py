"""The verdicts on a corpus as a table, and what was wrong."""

from collections.abc import Iterable, Sequence

from fuzzing.corpus import Corpus
from fuzzing.judge import Verdict


def report(corpus: Corpus, verdicts: Sequence[Verdict], seconds: float) -> str:
    """How each kind ended, all of them together, and how to see the faults again."""
    kinds = {k: [v for v in verdicts if v.kind == k] for k in corpus.kinds}
    lines = [f"{'':24}{'tried':>8}{'results':>9}{'refused':>9}{'faults':>8}{'s':>7}{'MB':>6}"]
    lines += [_line(kind, found) for kind, found in kinds.items() if found]
    lines += [_line(f"all {corpus.name}", verdicts), f"{seconds / 60:.1f} minutes"]
    faults = [v for v in verdicts if v.fault]
    if faults:
        again = " ".join(str(v.number) for v in faults)
        lines.append(f"again: python tools/fuzz.py {corpus.name} --items {again}")
    return "\n".join(lines)


def describe(corpus: Corpus, verdict: Verdict) -> str:
    """What was wrong with one item."""
    return f"{corpus.name} {verdict.number}, {verdict.kind}: {verdict.fault}"


def _line(name: str, verdicts: Iterable[Verdict]) -> str:
    """Counts, and the most that one of them took."""
    found = list(verdicts)
    costs = [v.cost for v in found if v.cost]
    refused = sum(v.fault is None and v.cost.refusal is not None for v in found)
    faults = sum(v.fault is not None for v in found)
    slowest = max((c.seconds for c in costs), default=0.0)
    largest = max((c.megabytes for c in costs), default=0.0)
    results = len(found) - refused - faults
    return f"{name:24}{len(found):8}{results:9}{refused:9}{faults:8}{slowest:7.1f}{largest:6.0f}"
