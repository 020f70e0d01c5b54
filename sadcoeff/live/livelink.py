"""A face sent to those who listen for an iPhone's Live Link Face app: Unreal, and others."""

import re
import socket
from collections.abc import Callable

import numpy as np

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ArkitStream
from sadcoeff.face.livelink_packets import SUBJECT, LivelinkPackets
from sadcoeff.motion.columns import ANGLES, EXPRESSION

PORT = 11111  # where Unreal listens
_ADDRESS = re.compile(r"(?:\[(?P<v6>[^\[\]]+)\]|(?P<host>[^\[\]:]+))(?::(?P<port>\d{1,5}))?", re.A)


class LiveLink:
    """Sends a packet a frame by UDP, whether anybody listens or not.

    The weights are those of `ArkitStream`, the head's angles those of the frame.
    """

    def __init__(
        self, address: str, subject: str = SUBJECT, report: Callable[[str], None] = print
    ) -> None:
        """`address`: HOST or HOST:PORT, an IPv6 host with a port in brackets.

        `report` is called with a sentence, once, if packets cannot be sent.
        Raises SettingError for an address that is none, unknown or out of reach, or a subject that
        `LivelinkPackets` refuses.
        """
        self._packets, self._arkit = LivelinkPackets(subject), ArkitStream()
        self._frames = 0
        self._address, self._report, self._reported = address, report, False
        family, self._to = _find(address)
        # Not connected: the refusals that come back while nobody listens yet then reach no send.
        self._socket = socket.socket(family, socket.SOCK_DGRAM)

    def send(self, row: np.ndarray) -> None:
        """Send the next frame, coefficients (70,)."""
        weights = self._arkit.push(row[None, EXPRESSION])[0]
        packet = self._packets.encode(self._frames, weights, row[ANGLES])
        self._frames += 1
        try:
            self._socket.sendto(packet, self._to)
        except OSError as error:  # a network may come back, and the stream does not wait for it
            if not self._reported:
                self._report(
                    f"Live Link packets do not reach {self._address} ({error.strerror}): going on, "
                    "in case the network comes back."
                )
            self._reported = True

    def close(self) -> None:
        """Give back the socket."""
        self._socket.close()


def _find(address: str) -> tuple[socket.AddressFamily, tuple]:
    """Family and socket address of HOST or HOST:PORT.  Raises SettingError."""
    host, port = _split(address)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:  # the latter for names that no host can have
        reason = getattr(error, "strerror", None) or "not a host name"
        raise SettingError(
            f"Unknown Live Link host '{host}' ({reason}): use the name or the address of the "
            "machine that listens."
        ) from error
    # Unreal listens by IPv4, and `localhost` names IPv6 first.
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return _choose_reachable(address, [(family, to) for family, *_, to in found])


def _choose_reachable(
    address: str, found: list[tuple[socket.AddressFamily, tuple]]
) -> tuple[socket.AddressFamily, tuple]:
    """The first that the network has a way to.  Raises SettingError if there is none."""
    obstacles = []
    for family, to in found:
        obstacle = _find_obstacle(family, to)
        if obstacle is None:
            return family, to
        obstacles.append(obstacle)
    raise SettingError(
        f"Live Link packets cannot be sent to '{address}' ({obstacles[0].strerror}): check the "
        "network, or name another host."
    ) from obstacles[0]


def _find_obstacle(family: socket.AddressFamily, to: tuple) -> OSError | None:
    """What this machine knows of that keeps packets from there, None if nothing."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(to)  # sends nothing
    except OSError as error:
        return error
    return None


def _split(address: str) -> tuple[str, int]:
    """Host and port.  Raises SettingError."""
    parts = _ADDRESS.fullmatch(address)
    if address.count(":") > 1 and "[" not in address:  # a bare IPv6 address
        return address, PORT
    port = int(parts["port"] or PORT) if parts else 0
    if parts is None or not 1 <= port <= 65_535:
        raise SettingError(
            f"The Live Link address is '{address}': use HOST or HOST:PORT, with a port of 1 to "
            f"65535, such as 192.168.1.7:{PORT} or [::1]:{PORT}."
        )
    return parts["v6"] or parts["host"], port
