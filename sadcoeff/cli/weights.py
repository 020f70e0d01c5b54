"""Command line: `python -m sadcoeff weights` and `python -m sadcoeff weights fetch official`.

The first lists the weights that are here and never asks the Hub.  Files go to stdout, progress
and advice to stderr.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from sadcoeff.cli.options import Parser
from sadcoeff.errors import WeightsError
from sadcoeff.weights import catalogue, hub
from sadcoeff.weights.fetch import fetch_official


def run(arguments: Sequence[str]) -> int:
    """List the weights or fetch the official ones; the exit status.

    Raises SettingError for arguments that will not do, WeightsError if the weights cannot be
    fetched or a listed file is not what it should be.
    """
    options = _parser().parse_args(arguments)
    if options.action == "fetch":
        _fetch()
    else:
        _list()
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="sadcoeff weights",
        description="List the weights that are here: name, file, size and whether its checksum is "
        "right.  'fetch official' brings SadTalker's own from the Hub.",
    )
    actions = parser.add_subparsers(dest="action", metavar="fetch")
    fetch = actions.add_parser("fetch", help="bring weights from the Hub, or go on doing so")
    fetch.add_argument("name", choices=[catalogue.OFFICIAL])
    return parser


def _list() -> None:
    found = catalogue.list_weights(catalogue.CHECKPOINTS)
    files = [(w.name, Path(f)) for w in found for f in w.files.values()]
    states = {path: catalogue.check_file(path) for _, path in files}
    for name, path in files:
        megabytes = path.stat().st_size / 1e6
        print(f"{name:<12}  {megabytes:6.1f} MB  {states[path]:<11}  {path}")
    if catalogue.OFFICIAL not in dict(files):
        print("The official weights are not here: 'weights fetch official'", file=sys.stderr)
    if wrong := [str(path) for path, state in states.items() if state == catalogue.WRONG]:
        raise WeightsError(f"Damaged, or not what its name says: {', '.join(wrong)}; delete it.")


def _fetch() -> None:
    with tqdm(desc=catalogue.OFFICIAL, unit="B", unit_scale=True, leave=False) as bar:

        def show(done: int, size: int) -> None:
            bar.total = size
            bar.update(done - bar.n)

        path = fetch_official(show, catalogue.CHECKPOINTS, hub.OFFICIAL)
    print(path, flush=True)
