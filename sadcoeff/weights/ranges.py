"""Reading a file on the Hub: by ranges with patience, or whole as it passes.

With the limits here and in `hub`, whatever goes wrong is said within 30 s, even where a host
has several addresses and every one of them swallows what is sent.
"""

import hashlib
import time
from collections.abc import Iterator

from sadcoeff.errors import WeightsError
from sadcoeff.weights.hub import HubFile, InterruptedAnswerError, host, request

TRIES = 3  # in a row without a byte
PAUSE_SECONDS = 1.0  # between tries
PATIENCE_SECONDS = 12.0  # no new try when nothing has come for so long


def read_range(file: HubFile, start: int, stop: int) -> Iterator[bytes]:
    """Bytes `start` to `stop` (not included) in pieces, going on after interruptions.

    Raises NotPinnedError if the file can only be had whole, WeightsError if it cannot be had.
    """
    failures, heard = 0, time.monotonic()
    while start < stop:
        try:
            for piece in request(file, (start, stop)):
                yield piece
                start += len(piece)
                failures, heard = 0, time.monotonic()
        except InterruptedAnswerError as error:  # noqa: PERF203, it is requests that take the time
            failures += 1
            if failures == TRIES or time.monotonic() - heard > PATIENCE_SECONDS:
                raise _failure(file, error) from error
            time.sleep(PAUSE_SECONDS)


def read_whole(file: HubFile) -> Iterator[bytes]:
    """All bytes in pieces.  They are good only if the iteration ends without an error.

    Raises WeightsError if the file cannot be had or has another checksum than the pinned one.
    """
    digest = hashlib.sha256()
    try:
        for piece in request(file, None):
            digest.update(piece)
            yield piece
    except InterruptedAnswerError as error:
        raise _failure(file, error) from error
    if digest.hexdigest() != file.sha256:
        raise WeightsError(
            f"'{file.name}' came from {host(file)} with a wrong checksum: try again later."
        )


class Forwards:
    """A stream of pieces, read by position without ever going back."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""
        self._start = 0  # position of _held in the stream

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Bytes `start` to `stop` (not included); fewer if the stream ends before."""
        while self._start < stop and (piece := self._held or next(self._pieces, b"")):
            first = self._start
            self._start = min(stop, first + len(piece))
            self._held = piece[self._start - first :]
            if wanted := piece[max(0, start - first) : self._start - first]:
                yield wanted

    def finish(self) -> None:
        """Read to the end, where errors of the whole show."""
        for _ in self._pieces:
            pass


def _failure(file: HubFile, error: InterruptedAnswerError) -> WeightsError:
    return WeightsError(
        f"'{file.name}' could not be fetched from {host(file)}, {str(error).rstrip('.')}: "
        "check the connection and try again."
    )
