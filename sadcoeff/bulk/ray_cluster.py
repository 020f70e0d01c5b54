"""Connecting to Ray, once it is installed and a cluster answers."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from sadcoeff.errors import BulkError
from sadcoeff.validation import one_line

_ANSWER_SECONDS = 5.0  # for anything to accept a connection
_STATUS_SECONDS = 60.0  # for Ray to answer, whose own command has to start first


@contextmanager
def connect(address: str | None) -> Iterator[ModuleType]:
    """Ray, connected to the cluster at `address` (HOST:PORT), or to one on this machine alone.

    Raises BulkError if Ray is not installed or the cluster does not answer.
    """
    ray = _import_ray()
    if address is not None:
        _require_answer(address)
    try:
        ray.init(
            address=address or "local",
            include_dashboard=False,
            log_to_driver=False,
            logging_level="ERROR",
        )
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise BulkError(
            f"Ray cannot be used at '{address or 'this machine'}' ({one_line(error)}): run this "
            "on a machine of a running cluster, or leave --ray-address out."
        ) from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _import_ray() -> ModuleType:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # or it reports to its makers
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # or it warns of a change
    try:
        import ray
    except ImportError as error:
        raise BulkError("Ray is not installed: pip install 'sadcoeff[ray]'.") from error
    return ray


def _require_answer(address: str) -> None:
    """Refuse an address that Ray itself would wait at for minutes, or for ever."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise BulkError(f"'{address}' is not a valid address of a Ray cluster: give HOST:PORT.")
    try:
        socket.create_connection((host, int(port)), timeout=_ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise BulkError(
            f"No Ray cluster answers at '{address}' ({one_line(error)}): start it, or correct "
            "--ray-address."
        ) from error
    _require_ray(address)


def _require_ray(address: str) -> None:
    command = [sys.executable, "-m", "ray.scripts.scripts", "status", "--address", address]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=_STATUS_SECONDS)
    except subprocess.SubprocessError as error:
        raise BulkError(
            f"What answers at '{address}' is not a Ray cluster: give the port that 'ray start' "
            "prints."
        ) from error
