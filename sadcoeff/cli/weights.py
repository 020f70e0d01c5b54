"""`sadcoeff weights`, `sadcoeff weights fetch official` and `sadcoeff weights check [NAME]`.

The first lists the weights that are here and never asks the Hub.  Files and tables go to stdout,
progress and advice to stderr.
"""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from sadcoeff.cli.options import CHECK, FETCH
from sadcoeff.errors import WeightsError
from sadcoeff.weights import catalogue, hub
from sadcoeff.weights.fetch import fetch_official


def run(options: argparse.Namespace) -> int:
    """List, fetch or check weights; the exit status, 2 if they do not pass the check.

    Raises WeightsError if the weights cannot be found or fetched, or a listed file is damaged.
    """
    if options.action == CHECK:
        return _check(options.name)
    if options.action == FETCH:
        _fetch()
    else:
        _list()
    return 0


def _check(name: str) -> int:
    from sadcoeff.checkup import check_weights  # loads torch, which listing does without

    findings = check_weights(name)
    width = max(len(f.expected.what) for f in findings)
    print(f"{'':<{width}}  {'found':>7}  expected")
    for f in findings:
        value, state = f"{f.value:.{f.expected.digits}f}", "ok" if f.ok else "NOT"
        print(f"{f.expected.what:<{width}}  {value:>7}  {f.expected.range:<16}  {state}")
    wrong = sum(not f.ok for f in findings)
    if wrong:
        print(
            f"sadcoeff: '{name}' moves unlike SadTalker's published outputs in {wrong} of "
            f"{len(findings)} measures, marked NOT.",
            file=sys.stderr,
        )
    return 2 if wrong else 0


def _list() -> None:
    files = [(w.name, Path(f)) for w in catalogue.list_weights() for f in w.files.values()]
    states = {path: catalogue.check_file(path) for _, path in files}
    for name, path in files:
        megabytes = path.stat().st_size / 1e6
        print(f"{name:<12}  {megabytes:6.1f} MB  {states[path]:<11}  {path}")
    print(f"Put files of your own into '{catalogue.CHECKPOINTS}'.", file=sys.stderr)
    if catalogue.OFFICIAL not in dict(files):
        print(
            "The official weights are not here: 'sadcoeff weights fetch official' downloads them.",
            file=sys.stderr,
        )
    if wrong := [str(path) for path, state in states.items() if state == catalogue.WRONG]:
        raise WeightsError(
            f"Damaged, or not the file that its name promises: {', '.join(wrong)}; delete it."
        )


def _fetch() -> None:
    with tqdm(desc=catalogue.OFFICIAL, unit="B", unit_scale=True, leave=False) as bar:

        def show(done: int, size: int) -> None:
            bar.total = size
            bar.update(done - bar.n)

        path = fetch_official(show, catalogue.CHECKPOINTS, hub.OFFICIAL)
    print(path, flush=True)
