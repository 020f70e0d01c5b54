"""A moving face as the packets that an iPhone's Live Link Face app sends, for Unreal and others."""

import struct
from uuid import NAMESPACE_DNS, uuid5

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.livelink import head_angles
from sadcoeff.motion.columns import FPS

SUBJECT = "sadcoeff"  # what Unreal lists the face as, unless it is told another name
_VERSION = 6  # of the packets
_VALUES = 61  # Apple's 52 shapes, yaw, pitch and roll of the head, and of either eye
_LONGEST = 64  # characters of a name, far less than what listeners have room for
_SWAPPED = (("jawRight", "jawLeft"), ("mouthRight", "mouthLeft"))  # against the app's CSV


class LivelinkPackets:
    """Makes a packet a frame for one subject.

    All is big-endian: version, byte; identifier and name, each after its length; number of the
    frame, part of it, rate and its denominator; number of values, byte; the values, float32.
    """

    def __init__(self, subject: str = SUBJECT) -> None:
        """`subject`: name; the identifier is made from it, the same each time.

        Raises SettingError unless it is of 1 to 64 printable ASCII characters.
        """
        if not (subject.isascii() and subject.isprintable() and 1 <= len(subject) <= _LONGEST):
            raise SettingError(
                f"The subject is named {subject!r}: use 1 to {_LONGEST} printable ASCII characters."
            )
        identifier = str(uuid5(NAMESPACE_DNS, subject))
        names = b"".join(struct.pack("!i", len(s)) + s.encode() for s in (identifier, subject))
        self._head = struct.pack("!B", _VERSION) + names
        self._columns = _order_columns()

    def encode(self, frame: int, weights: np.ndarray, angles: np.ndarray) -> bytes:
        """The packet of a frame, counted from 0, 25 a second.

        weights: (52,) of ARKIT_NAMES; angles: (3,) pitch, yaw, roll in radians, sent as
        `head_angles` turns them.  The eyes look ahead (0).
        """
        values = np.zeros(_VALUES)
        values[: len(ARKIT_NAMES)] = weights[self._columns]
        values[len(ARKIT_NAMES) : len(ARKIT_NAMES) + 3] = head_angles(angles[None])[0]
        timing = struct.pack("!ifii", frame, 0, FPS, 1)
        return self._head + timing + struct.pack(f"!B{_VALUES}f", _VALUES, *values)


def _order_columns() -> list[int]:
    """Columns of ARKIT_NAMES in the packets' order: in jaw and mouth Left comes first."""
    columns = list(range(len(ARKIT_NAMES)))
    for right, left in _SWAPPED:
        i, j = ARKIT_NAMES.index(right), ARKIT_NAMES.index(left)
        columns[i], columns[j] = j, i
    return columns
