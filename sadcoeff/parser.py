"""The parser of both command lines."""

import argparse
from typing import NoReturn

from sadcoeff.errors import SettingError


class Parser(argparse.ArgumentParser):
    """Reports mistakes as every other one is: in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingError instead of printing the usage."""
        raise SettingError(f"{message}; see {self.prog} --help")
