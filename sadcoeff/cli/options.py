"""The options of every command.

Kept apart from what the commands do, so that `--help` and a mistyped option are answered without
loading torch or Gradio.
"""

import argparse
from collections.abc import Callable
from typing import NoReturn

from sadcoeff.cli.live_options import add_live_options
from sadcoeff.errors import SettingError
from sadcoeff.exports import ANIMATIONS, KINDS
from sadcoeff.motion.blinks import EYE_BLINK_MODES, EYELIDS
from sadcoeff.motion.edits import MAX_BLINK_RATE, MAX_SMOOTHING, MAX_STRENGTH, UNEDITED
from sadcoeff.motion.frame_rates import FRAME_RATES
from sadcoeff.motion.reference import FASTEST, SLOWEST, RefPose
from sadcoeff.validation import BFLOAT16, FLOAT32
from sadcoeff.version import __version__

LOCAL, RAY = "local", "ray"  # engines of a bulk run
FETCH, CHECK = "fetch", "check"  # what is done with weights


class Parser(argparse.ArgumentParser):
    """Reports a mistake like every other one: in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingError instead of printing the usage."""
        raise SettingError(f"{message}; see {self.prog} --help")


def convert_parser() -> Parser:
    """`sadcoeff RECORDING...`."""
    parser = Parser(
        prog="sadcoeff",
        description="Turn recordings of speech into talking-head motion: one file per recording, "
        "with coeff_3dmm (70 columns, 25 rows a second) in the Deep3DFaceRecon space.",
        epilog="Other commands: 'sadcoeff app' opens the page, 'sadcoeff batch' converts a folder "
        "of recordings on one or many machines, 'sadcoeff live' turns sound into motion as it "
        "comes, 'sadcoeff weights' lists, fetches and checks weights.",
    )
    add = parser.add_argument
    add(
        "audio",
        nargs="*",
        metavar="RECORDING",
        help="a sound file or a video with sound; - reads one from standard input",
    )
    add("--idle", type=float, metavar="SECONDS", help="motion without a recording, of this length")
    add("-o", "--out", default=".", metavar="FOLDER", help="where to write (default: here)")
    _add_run_options(parser, seed=None)
    add("--version", action="version", version=f"sadcoeff {__version__}")
    return parser


def batch_parser() -> Parser:
    """`sadcoeff batch FOLDER|LIST -o FOLDER`."""
    parser = Parser(
        prog="sadcoeff batch",
        description="Convert many recordings.  An interrupted run resumes when it is started "
        "again.",
    )
    add = parser.add_argument
    add("recordings", help="a folder of sound files, or a text file with one path per line")
    add("-o", "--out", required=True, metavar="FOLDER", help="where to write")
    _add_run_options(parser, seed=0)
    add("--engine", choices=(LOCAL, RAY), default=LOCAL, help="local (default) or ray")
    add("--ray-address", metavar="HOST:PORT", help="of a Ray cluster (default: this machine)")
    return parser


def live_parser() -> Parser:
    """`sadcoeff live`."""
    parser = Parser(
        prog="sadcoeff live",
        description="Turn sound into motion as it comes: raw samples of one channel from standard "
        "input, or a microphone; a line for every frame to standard output, and packets to "
        "programs that listen for an iPhone's face.  The expression is 0.12 s behind the sound, "
        "the head 1.48 s behind the expression.",
    )
    add_live_options(parser)
    parser.add_argument("--no-blink", action="store_true", help="keep the eyes open")
    _add_network_options(parser, seed=None)
    return parser


def weights_parser() -> Parser:
    """`sadcoeff weights [fetch official | check [NAME]]`."""
    parser = Parser(
        prog="sadcoeff weights",
        description="List the installed weights: name, size, state of the checksum, and path.  "
        "'fetch official' downloads SadTalker's own from the Hugging Face Hub, 'check' compares "
        "how any weights move with SadTalker's published outputs.",
    )
    actions = parser.add_subparsers(dest="action", metavar=f"{FETCH}|{CHECK}")
    fetch = actions.add_parser(FETCH, help="download weights, or resume an interrupted download")
    fetch.add_argument("name", choices=["official"])
    check = actions.add_parser(
        CHECK, help="see whether weights move face and head as SadTalker's published outputs do"
    )
    check.add_argument(
        "name", nargs="?", default="demo", help="demo (default), official, or a path"
    )
    return parser


def app_parser() -> Parser:
    """`sadcoeff app`."""
    return Parser(
        prog="sadcoeff app",
        description="Open the page on port 7860 or the next free one.  The README lists the "
        "environment variables that set its address and limits.",
    )


PARSERS: dict[str, Callable[[], Parser]] = {
    "app": app_parser,
    "batch": batch_parser,
    "live": live_parser,
    "weights": weights_parser,
}


def _add_run_options(parser: Parser, seed: int | None) -> None:
    """Add what the commands share that run the networks."""
    add = parser.add_argument
    add(
        "--format",
        action="append",
        choices=KINDS,
        help="file format (default: mat); repeat the option for several",
    )
    add(
        "--fps",
        type=int,
        choices=FRAME_RATES,
        help="frames a second of animations (default: "
        + ", ".join(f"{kind} {found.fps}" for kind, found in ANIMATIONS.items())
        + ")",
    )
    add(
        "--normalise",
        action="store_true",
        help="raise quiet recordings to the usual level of speech",
    )
    add("--eye-blink", metavar="FILE", help="let the eyes follow this coefficient file")
    add(
        "--eye-blink-mode",
        choices=EYE_BLINK_MODES,
        default=EYELIDS,
        help="what follows it: eyelids only (default), or the whole expression, mouth included, "
        "as in the original",
    )
    add(
        "--eye-blink-fps",
        type=float,
        metavar="N",
        help="frame rate of that file, for eyelids (default: what the file says, else 25)",
    )
    _add_network_options(parser, seed)
    _add_adjustments(parser.add_argument_group("adjusting the motion"))


def _add_network_options(parser: Parser, seed: int | None) -> None:
    """Add what the networks are run with."""
    add = parser.add_argument
    add("--style", type=int, default=0, metavar="0-45", help="pose style (default: 0)")
    add("--source", metavar="MAT", help="start from the face in this file's first frame")
    add("--seed", type=int, default=seed, help="repeat a run exactly, blinks and head motion too")
    add("--device", default="auto", help="auto (default), cpu, cuda or mps")
    add(
        "--precision",
        choices=(FLOAT32, BFLOAT16),
        default=FLOAT32,
        help="float32 (default), or bfloat16: faster on processors that support it, less exact",
    )
    add("--weights", default="demo", help="demo (default), official, or a path")


def _add_adjustments(group: argparse._ArgumentGroup) -> None:
    """Add what acts after the networks, as under Adjust in the page."""
    add = group.add_argument
    for option, part in (("--expression-strength", "face"), ("--head-strength", "head")):
        add(
            option,
            type=float,
            default=1.0,
            metavar=f"0-{MAX_STRENGTH:g}",
            help=f"how far the {part} moves; 1 (default) is as predicted",
        )
    add("--still", action="store_true", help="hold the head still")
    add(
        "--smoothing",
        type=float,
        default=UNEDITED.smoothing,
        metavar=f"0-{MAX_SMOOTHING:g}",
        help="of the head motion; 0 is none, 1 (default) SadTalker's",
    )
    add("--no-blink", action="store_true", help="keep the eyes open")
    add(
        "--blinks-per-minute",
        type=float,
        metavar=f"0-{MAX_BLINK_RATE:g}",
        help="how often the eyes close (default: as drawn at random)",
    )
    add("--ref-pose", metavar="MAT", help="add the head motion of this coefficient file")
    add(
        "--ref-fps",
        type=float,
        metavar=f"{SLOWEST:g}-{FASTEST:g}",
        help=f"frames per second of that file (default: {RefPose().fps:g})",
    )
