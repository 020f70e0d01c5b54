"""The command `sadcoeff`, also `python -m sadcoeff`: which of its parts is meant.

Results go to stdout, progress and errors to stderr.  Exit status 0 when everything was done, 2
when something given was wrong, 130 when interrupted.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from sadcoeff.errors import SadCoeffError

Command = Callable[[Sequence[str]], int]

_COMMANDS = ("app", "batch", "weights")  # each a module beside this one; else recordings are meant


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    named = bool(given) and given[0] in _COMMANDS
    try:
        return _load(given[0])(given[1:]) if named else _load("convert")(given)
    except SadCoeffError as error:
        print(f"sadcoeff: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _load(name: str) -> Command:
    """Only what is asked for is imported: the page takes seconds, torch another."""
    command: Command = import_module(f"sadcoeff.cli.{name}").run
    return command
