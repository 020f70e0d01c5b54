"""A process that may talk to nobody but this machine."""

import ipaddress
import sys
from typing import Any

SENTENCE = "A request to another host"
_EVENTS = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")


def forbid_other_hosts() -> None:
    """From now on raise PermissionError, and say so on stderr, where another host is asked for."""
    sys.addaudithook(_look)


def _look(event: str, args: tuple[Any, ...]) -> None:
    if event in _EVENTS and not _is_here(_host(event, args)):
        print(f"{SENTENCE}: {event}", file=sys.stderr, flush=True)
        raise PermissionError(f"{SENTENCE} was forbidden.")


def _host(event: str, args: tuple[Any, ...]) -> Any:
    """The host that an audit event of the module `socket` is about; None for a Unix socket."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        return args[0]
    return args[1][0] if isinstance(args[1], tuple) else None


def _is_here(host: Any) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a name
        return False
    return address.is_loopback or address.is_unspecified  # servers listen on the latter
