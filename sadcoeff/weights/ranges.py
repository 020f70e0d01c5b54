"""Reading a file from the Hub: by ranges that resume, or whole and checked.

Written by hand rather than with `hf_hub_download`, which cannot fetch parts of a file, and which
gives up on a silent connection only after 65 s (measured with huggingface_hub 2.4).  With the
limits here and in `hub`, every failure is reported within 30 s, even if a host has several
addresses and none of them answers.
"""

import hashlib
import time
from collections.abc import Iterator

from sadcoeff.errors import WeightsError
from sadcoeff.validation import one_line
from sadcoeff.weights.hub import HubFile, InterruptedAnswerError, host, request

TRIES = 3  # in a row without a byte
PAUSE_SECONDS = 1.0  # between tries
PATIENCE_SECONDS = 12.0  # no new try once nothing has come for so long


def read_range(file: HubFile, start: int, stop: int) -> Iterator[bytes]:
    """Bytes `start` to `stop` (not included) in pieces, resuming after interruptions.

    Raises NotPinnedError if only the whole file can be had, WeightsError if it cannot be had.
    """
    failures, last_byte = 0, time.monotonic()
    while start < stop:
        try:
            for piece in request(file, (start, stop)):
                yield piece
                start += len(piece)
                failures, last_byte = 0, time.monotonic()
        except InterruptedAnswerError as error:  # noqa: PERF203, the requests take the time
            failures += 1
            if failures == TRIES or time.monotonic() - last_byte > PATIENCE_SECONDS:
                raise _failure(file, error) from error
            time.sleep(PAUSE_SECONDS)


def read_whole(file: HubFile) -> Iterator[bytes]:
    """All bytes in pieces.  They may be used only once the iteration has ended without an error.

    Raises WeightsError if the file cannot be had or its checksum is not the pinned one.
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
            f"'{file.name}' arrived from {host(file)} with a wrong checksum: try again later."
        )


def _failure(file: HubFile, error: InterruptedAnswerError) -> WeightsError:
    return WeightsError(
        f"'{file.name}' could not be fetched from {host(file)}, {one_line(error)}: check the "
        "connection and try again."
    )
