"""What SadTalker's published outputs show, and how a set of weights compares with it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Expected:
    """One measure, and the range that it is expected in."""

    what: str
    low: float
    high: float
    digits: int = 2  # after the point

    @property
    def range(self) -> str:
        """In words, such as '-2.10 to -0.80' or 'at least 0.75'."""
        if np.isinf(self.high):
            return f"at least {self.low:.{self.digits}f}"
        return f"{self.low:.{self.digits}f} to {self.high:.{self.digits}f}"


@dataclass(frozen=True)
class Finding:
    """One measure of a set of weights."""

    value: float
    expected: Expected

    @property
    def ok(self) -> bool:
        """Whether it is as expected; what is no number is not."""
        return self.expected.low <= self.value <= self.expected.high


BLINK = {19: -0.53, 22: -0.51, 21: -0.46, 17: -0.34, 33: -0.33}
"""The largest entries of what a full blink adds to SadTalker's expression.

Recovered by subtracting outputs that share sound and face; of 2023 and of 2025 alike.
"""

EXPECTED = {
    "silence": Expected("mouth in digital silence, deviations from speech", -2.1, -0.8),
    "lips": Expected("lips apart, standard deviation in eye-corner distances", 0.021, 0.045, 3),
    "width": Expected("mouth width, standard deviation in eye-corner distances", 0.011, 0.036, 3),
    "share": Expected("share of the face's motion in six directions", 0.95, 0.99),
    "closed": Expected("share of p, b and m with the lips closed", 0.75, np.inf),
    "agreement": Expected("agreement of mouth and sound", 0.5, np.inf),
    "shift": Expected("mouth behind the sound, seconds", -0.04, 0.04, 3),
    "blink": Expected("blink, largest difference from SadTalker's", 0.0, 0.01, 3),
    "pitch": Expected("pitch, standard deviation in degrees", 1.2, 2.8),
    "yaw": Expected("yaw, standard deviation in degrees", 1.3, 3.9),
    "roll": Expected("roll, standard deviation in degrees", 0.5, 2.5),
    "x": Expected("x, standard deviation", 0.0045, 0.0069, 4),
    "y": Expected("y, standard deviation", 0.0043, 0.0088, 4),
    "z": Expected("z, standard deviation", 0.043, 0.072, 3),
    "pitch of chunks": Expected("pitch of chunks, standard deviation in degrees", 0.9, 2.4),
    "yaw of chunks": Expected("yaw of chunks, standard deviation in degrees", 0.9, 3.0),
    "roll of chunks": Expected("roll of chunks, standard deviation in degrees", 0.2, 1.9),
    "largest": Expected("largest angle from the start, degrees", 7.3, 16.0, 1),
    "speed": Expected("speed of the head, degrees a frame", 0.26, 0.54),
    "seams": Expected("steps between chunks against others", 1.4, 1.9),
    "unrest": Expected("speed of the head in silence against speech", 0.6, 1.7),
    "spread": Expected("styles apart, against takes of one style", 0.5, np.inf),
}
"""What each measure is expected to be.

`tools/published.py` prints the ranges, from outputs of SadTalker that are published beside their
sound.  Those of the face hold every recording of four seconds and more (in silence: the 16 with
digital silence), those of the head the 10th to 90th percentiles of the recordings of nine seconds
and more, nearly all in style 0, rounded outwards.  In silence published heads move 1.24 times as
fast as in speech; that is a mean over few chunks, so half of it is left on either side.
`sadcoeff.sync` gives the agreement of published outputs with their own sound as 0.7 and their
shift as at most 0.03 s.  Nothing published tells how often lips close on p, b and m, nor how
styles differ: for these two the least that makes sense is asked.
"""


def compare(values: dict[str, float]) -> list[Finding]:
    """One finding for every entry of EXPECTED, all of which `values` has."""
    return [Finding(values[name], expected) for name, expected in EXPECTED.items()]
