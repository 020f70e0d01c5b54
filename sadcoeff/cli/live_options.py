"""The options that `sadcoeff live` alone has: where sound comes from, and where motion goes."""

import argparse

SAMPLE_FORMATS = {"s16le": "<i2", "f32le": "<f4"}  # of raw sound, by FFmpeg's names: NumPy's
JSON, CSV = "json", "csv"  # lines of a live stream


def add_live_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser of `sadcoeff live`."""
    _add_sound(parser)
    _add_outputs(parser)


def _add_sound(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--microphone",
        nargs="?",
        const="",
        metavar="DEVICE",
        help="listen to this input, by number or part of its name (default: the system's), not to "
        "standard input",
    )
    add(
        "--rate",
        type=int,
        metavar="HZ",
        help="sample rate (default: 16000, of a microphone its own)",
    )
    add(
        "--format",
        choices=SAMPLE_FORMATS,
        help="of standard input: 16-bit integers (default) or 32-bit floats, both little-endian",
    )


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    """Add where the motion of `sadcoeff live` goes, and how fast."""
    add = parser.add_argument
    add("--lines", choices=(JSON, CSV), default=JSON, help="what to write: json (default) or csv")
    add(
        "--livelink",
        metavar="HOST[:PORT]",
        help="also send Apple's 52 shapes and the head's angles there, as the Live Link Face app "
        "does, to Unreal and others (port: 11111)",
    )
    add(
        "--subject",
        metavar="NAME",
        help="what the face is called there, where there are several (default: sadcoeff)",
    )
    add(
        "--paced",
        action="store_true",
        help="no more than 25 frames a second, for sound that comes faster than it is spoken, as "
        "from a file or a synthetic voice",
    )
