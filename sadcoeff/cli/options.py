"""The parser of all command lines, and the options that those share which run the networks."""

import argparse
from typing import NoReturn

from sadcoeff.devices import FLOAT32, PRECISIONS
from sadcoeff.errors import SettingError
from sadcoeff.files.write import FORMATS


class Parser(argparse.ArgumentParser):
    """Reports mistakes as every other one is: in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingError instead of printing the usage."""
        raise SettingError(f"{message}; see {self.prog} --help")


def add_run_options(parser: Parser) -> None:
    """Add the options of a run: formats, style, files, seed, device, precision and weights."""
    add = parser.add_argument
    add(
        "--format",
        action="append",
        choices=FORMATS,
        help="file format, default mat; give it several times for several",
    )
    add("--style", type=int, default=0, metavar="0-45", help="pose style (default: 0)")
    add("--ref-pose", metavar="MAT", help="add the head motion of this coefficient file")
    add("--source", metavar="MAT", help="start from the face in this file's first frame")
    add("--no-blink", action="store_true", help="keep the eyes open")
    add("--seed", type=int, help="repeat a run exactly: draws blinks and head motion")
    add("--device", default="auto", help="auto (default), cpu, cuda or mps")
    add(
        "--precision",
        choices=PRECISIONS,
        default=FLOAT32,
        help="float32 (default), or bfloat16: faster where the processor has it, and less exact",
    )
    add("--weights", default="demo", help="demo (default), official, or a path")
