"""The command `sadcoeff`, also `python -m sadcoeff`: which of its parts is meant.

Results go to stdout, progress and errors to stderr.  Exit status 0 when everything was done, 2
when something given was wrong, 130 when interrupted.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from sadcoeff.cli.options import PARSERS, convert_parser
from sadcoeff.errors import SadCoeffError, SettingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return _run(given)
    except SadCoeffError as error:
        print(f"sadcoeff: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(given: list[str]) -> int:
    """Parse the options, and only then import what carries them out: that takes seconds."""
    if not given:
        raise SettingError(
            "usage: sadcoeff RECORDING... [-o FOLDER], or sadcoeff app, batch, live or "
            "weights; see "
            "sadcoeff --help"
        )
    if given[0] in PARSERS:
        name, options = given[0], PARSERS[given[0]]().parse_args(given[1:])
    else:
        name, options = "convert", convert_parser().parse_args(given)
    status: int = import_module(f"sadcoeff.cli.{name}").run(options)
    return status
