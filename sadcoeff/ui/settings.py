"""What the person who runs the page can set, by environment variables."""

import os
from dataclasses import dataclass

from sadcoeff.checks import whole_number

LONGEST = 24 * 3600  # seconds, more than one recording's coefficients are worth
LARGEST = 4096  # megabytes


@dataclass(frozen=True)
class Settings:
    """Limits of the page: seconds of sound in one run, megabytes of one upload."""

    max_seconds: int
    max_upload_mb: int


def read_settings() -> Settings:
    """`SADCOEFF_MAX_SECONDS` (600) and `SADCOEFF_MAX_UPLOAD_MB` (200).

    Raises SettingError for a value that is no whole number in range.
    """
    return Settings(
        max_seconds=_variable("SADCOEFF_MAX_SECONDS", 600, LONGEST),
        max_upload_mb=_variable("SADCOEFF_MAX_UPLOAD_MB", 200, LARGEST),
    )


def _variable(name: str, default: int, high: int) -> int:
    text = os.environ.get(name, str(default))
    return whole_number(name, int(text) if text.isdecimal() else text, 1, high)
