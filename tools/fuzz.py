"""Open hostile files by the thousand, and say how each kind ended.

    python tools/fuzz.py [audio|containers|mats|checkpoints ...] [--items N [N ...]]

Every file must end in a result or a SadCoeffError that names it in one line, within 5 s of
processor time and 500 MB, and leave no file behind.  The exit status is 1 if one did not.
"""

import argparse
import sys
import time

from fuzzing.audio import AUDIO
from fuzzing.checkpoints import CHECKPOINTS
from fuzzing.corpus import Corpus
from fuzzing.judge import verdicts
from fuzzing.mats import MATS
from fuzzing.report import describe, report
from fuzzing.wrapped import CONTAINERS
from tqdm import tqdm

CORPORA = {c.name: c for c in (AUDIO, CONTAINERS, MATS, CHECKPOINTS)}


def main() -> int:
    """Judge the corpora that are named, or all."""
    options = _parser().parse_args()
    names = options.corpora or list(CORPORA)
    return max(_fuzz(CORPORA[name], options.items) for name in names)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Open hostile files by the thousand.")
    add = parser.add_argument
    add("corpora", nargs="*", choices=[[], *CORPORA], metavar="CORPUS", help=", ".join(CORPORA))
    add("--items", type=int, nargs="+", metavar="N", help="only these, to try them again")
    return parser


def _fuzz(corpus: Corpus, numbers: list[int] | None) -> int:
    """0 if every item ended as it must, else 1."""
    numbers = range(corpus.size) if numbers is None else numbers
    start, ends = time.monotonic(), []
    with verdicts(corpus, numbers) as found:
        for verdict in tqdm(found, corpus.name, len(numbers), smoothing=0, disable=None):
            ends.append(verdict)
            if verdict.fault:
                tqdm.write(describe(corpus, verdict), file=sys.stderr)
    print(report(corpus, ends, time.monotonic() - start))
    return int(any(v.fault for v in ends))


if __name__ == "__main__":
    sys.exit(main())
