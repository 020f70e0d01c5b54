"""Command line: `python -m sadcoeff batch FOLDER|LIST -o OUT`.

One line of numbers goes to stdout, progress and errors to stderr.
"""

import argparse
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sadcoeff.bulk.engine_local import run_here
from sadcoeff.bulk.engine_ray import run_on_ray
from sadcoeff.bulk.manifest import MANIFEST
from sadcoeff.bulk.options import Options
from sadcoeff.bulk.recordings import find_items
from sadcoeff.bulk.run import Engine, run_bulk
from sadcoeff.cli.options import Parser, add_run_options
from sadcoeff.errors import SettingError
from sadcoeff.weights.catalogue import list_weights

LOCAL, RAY = "local", "ray"


def run(arguments: Sequence[str]) -> int:
    """Run a batch; the exit status, 2 if a recording failed.

    Raises SadCoeffError for arguments that will not do, or if the batch cannot go on.
    """
    options = _parser().parse_args(arguments)
    engine, chosen = _engine(options), _options(options)
    chosen.check()
    references = chosen.read_references()
    base, items = find_items(options.recordings)
    out = Path(options.out)
    tally = run_bulk(base, items, chosen, references, out, engine)
    print(
        f"{tally.written} written, {tally.skipped} were there, {tally.failed} failed: "
        f"{out / MANIFEST}",
        flush=True,
    )
    return 2 if tally.failed else 0


def _parser() -> Parser:
    parser = Parser(
        prog="sadcoeff batch",
        description="Turn many recordings into coefficient files.  A run that was broken off goes "
        "on when it is started again.",
    )
    add = parser.add_argument
    add("recordings", help="a folder of sound files, or a text file of one path a line")
    add("-o", "--out", required=True, metavar="FOLDER", help="where to write")
    add_run_options(parser)
    parser.set_defaults(seed=0)
    add("--engine", choices=(LOCAL, RAY), default=LOCAL, help="local (default) or ray")
    add("--ray-address", metavar="HOST:PORT", help="of a Ray cluster (default: this machine)")
    return parser


def _engine(options: argparse.Namespace) -> Engine:
    if options.engine == RAY:
        return partial(run_on_ray, address=options.ray_address)
    if options.ray_address is not None:
        raise SettingError("--ray-address is for --engine ray: add that, or leave it out.")
    return run_here


def _options(options: argparse.Namespace) -> Options:
    return Options(
        style=options.style,
        seed=options.seed,
        blink=not options.no_blink,
        source=options.source and os.path.abspath(options.source),
        ref_pose=options.ref_pose and os.path.abspath(options.ref_pose),
        formats=tuple(dict.fromkeys(options.format or ["mat"])),
        weights=_absolute(options.weights),
        device=options.device,
        precision=options.precision,
    )


def _absolute(weights: str) -> str:
    """A name as it is, a path made absolute: workers have other folders to start from."""
    return weights if weights in {w.name for w in list_weights()} else os.path.abspath(weights)
