"""`sadcoeff batch FOLDER|LIST -o FOLDER`: a bulk run.

One line of numbers goes to stdout, progress and errors to stderr.
"""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from sadcoeff.bulk.engine_local import run_here
from sadcoeff.bulk.engine_ray import run_on_ray
from sadcoeff.bulk.folders import describe_passed_over
from sadcoeff.bulk.manifest import MANIFEST
from sadcoeff.bulk.options import Options
from sadcoeff.bulk.recordings import find_items
from sadcoeff.bulk.run import Engine, run_bulk
from sadcoeff.cli.edits import read_edits, read_reference
from sadcoeff.cli.options import RAY
from sadcoeff.errors import SettingError
from sadcoeff.weights.catalogue import list_weights


def run(given: argparse.Namespace) -> int:
    """Convert many recordings; the exit status, 2 if one of them failed.

    Raises SadCoeffError for unusable options, or if the run cannot go on.
    """
    engine, options = _choose_engine(given), _read_options(given)
    options.check()
    references = options.read_references()
    found, out = find_items(given.recordings), Path(given.out)
    if found.others:
        print(f"sadcoeff: {describe_passed_over(found.others)}", file=sys.stderr)
    tally = run_bulk(found.base, found.items, options, references, out, engine)
    print(
        f"{tally.written} written, {tally.skipped} already there, {tally.failed} failed: "
        f"{out / MANIFEST}",
        flush=True,
    )
    return 2 if tally.failed else 0


def _choose_engine(given: argparse.Namespace) -> Engine:
    if given.engine == RAY:
        return partial(run_on_ray, address=given.ray_address)
    if given.ray_address is not None:
        raise SettingError("--ray-address needs --engine ray: add that, or leave it out.")
    return run_here


def _read_options(given: argparse.Namespace) -> Options:
    return Options(
        style=given.style,
        seed=given.seed,
        normalise=given.normalise,
        edits=read_edits(given),
        source=given.source and os.path.abspath(given.source),
        ref_pose=given.ref_pose and os.path.abspath(given.ref_pose),
        ref_fps=read_reference(given).fps,
        eye_blink=given.eye_blink and os.path.abspath(given.eye_blink),
        eye_blink_mode=given.eye_blink_mode,
        eye_blink_fps=given.eye_blink_fps,
        formats=tuple(dict.fromkeys(given.format or ["mat"])),
        fps=given.fps,
        weights=_make_absolute(given.weights),
        device=given.device,
        precision=given.precision,
    )


def _make_absolute(weights: str) -> str:
    """A name as it is, a path made absolute: Ray's workers start in other folders."""
    return weights if weights in {w.name for w in list_weights()} else os.path.abspath(weights)
