"""One response of the Hub: bytes that are certain to be of the pinned file, or the reason why not.

Written by hand because huggingface_hub fetches whole files only, and 35 of 725 MB are needed.
Files are pinned by their SHA-256, which is also the ETag that the Hub gives a large file.  So a
range of bytes can be trusted by that ETag, while a whole file is checked itself.  Address, token
and proxy are those of `huggingface_hub` (HF_ENDPOINT, HF_TOKEN, HTTPS_PROXY).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sadcoeff.errors import WeightsError
from sadcoeff.resources import CHECKPOINTS
from sadcoeff.validation import one_line
from sadcoeff.version import __version__

CONNECT_SECONDS = 3.0  # to each address of the host; there may be eight
READ_SECONDS = 8.0  # between two pieces

_PIECE = 1 << 16  # bytes between two calls of progress
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class HubFile:
    """A file on the Hub, pinned to its content."""

    repo: str
    name: str
    size: int  # bytes
    sha256: str  # lower-case hex
    endpoint: str | None = None  # None for huggingface_hub's default


OFFICIAL = HubFile(
    "vinthony/SadTalker-V002rc",
    "SadTalker_V0.0.2_256.safetensors",
    725_066_984,
    "c211f5d6de003516bf1bbda9f47049a4c9c99133b1ab565c6961e5af16477bff",
)


class NotPinnedError(Exception):
    """The server sends no ranges, or none with the file's checksum as their ETag."""


class InterruptedAnswerError(Exception):
    """A failure that may be gone on the next try; the text says what happened."""


def request(file: HubFile, span: tuple[int, int] | None) -> Iterator[bytes]:
    """The body of one response in pieces; without a `span`, the whole file.

    Raises InterruptedAnswerError if it breaks off, NotPinnedError if the span cannot be trusted,
    WeightsError if the file cannot be had at all.
    """
    from huggingface_hub import get_session
    from huggingface_hub.errors import HTTPError, OfflineModeIsEnabled  # its HTTP library's own

    missing = span[1] - span[0] if span else file.size
    timeout = (CONNECT_SECONDS, READ_SECONDS, READ_SECONDS, READ_SECONDS)
    try:
        with get_session().stream(
            "GET", _url(file), headers=_headers(span), timeout=timeout, follow_redirects=True
        ) as response:
            _check(response, file, span)
            for piece in response.iter_bytes(_PIECE):
                if not missing:
                    return  # the server sends more than was asked for
                kept = piece[:missing]
                missing -= len(kept)
                yield kept
    except OfflineModeIsEnabled as error:
        raise WeightsError(
            f"'{file.name}' cannot be fetched while HF_HUB_OFFLINE is set: unset it."
        ) from error
    except HTTPError as error:
        raise InterruptedAnswerError(one_line(error)) from error
    if missing:
        raise InterruptedAnswerError("the connection was cut")


def _url(file: HubFile) -> str:
    from huggingface_hub import hf_hub_url

    return hf_hub_url(file.repo, file.name, endpoint=file.endpoint)


def _headers(span: tuple[int, int] | None) -> dict[str, str]:
    # Not build_hf_headers, which first makes a request of its own to the Hub, for telemetry.
    from huggingface_hub import constants, get_token

    headers = {"User-Agent": f"sadcoeff/{__version__}", "Accept-Encoding": "identity"}
    if span:
        headers["Range"] = f"bytes={span[0]}-{span[1] - 1}"
    if not constants.HF_HUB_DISABLE_IMPLICIT_TOKEN and (token := get_token()):
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _check(response: Any, file: HubFile, span: tuple[int, int] | None) -> None:
    """Raise one of the errors of `request` unless the body is the span of the pinned file."""
    status, linked = response.status_code, _linked_etag(response)
    if status >= 500:
        raise InterruptedAnswerError(f"error {status}")
    # The store that the Hub redirects to may refuse only ranges; the whole file is asked for next.
    if status >= 400 and not (span and response.history):
        raise _refusal(file, status)
    if _SHA256.fullmatch(linked) and linked != file.sha256:
        raise WeightsError(
            f"'{file.name}' at {host(file)} is not the pinned file (its checksum is "
            f"{linked[:12]}…, not {file.sha256[:12]}…): put the right one into '{CHECKPOINTS}'."
        )
    if span is None:
        return
    etag = linked or _strip_etag(response.headers.get("ETag", ""))
    sent = f"bytes {span[0]}-{span[1] - 1}/{file.size}"
    if status != 206 or response.headers.get("Content-Range") != sent or etag != file.sha256:
        raise NotPinnedError(f"status {status}, ETag '{etag}'")


def _linked_etag(response: Any) -> str:
    """The ETag of a large file that the Hub sends when redirecting; "" for none."""
    from huggingface_hub.constants import HUGGINGFACE_HEADER_X_LINKED_ETAG as LINKED

    chain = [*response.history, response]
    return next((_strip_etag(r.headers[LINKED]) for r in chain if LINKED in r.headers), "")


def _strip_etag(etag: str) -> str:
    return etag.removeprefix("W/").strip('"')


def _refusal(file: HubFile, status: int) -> WeightsError:
    what, advice = {
        401: ("requires a login for", "set HF_TOKEN to a valid token"),
        403: ("does not let you read", "set HF_TOKEN to a token with access to it"),
        404: ("does not have", f"get the file elsewhere and put it into '{CHECKPOINTS}'"),
        429: ("has received too many requests for", "try again later"),
    }.get(status, ("refuses", "try again later"))
    return WeightsError(
        f"{host(file)} {what} '{file.name}' of {file.repo} (error {status}): {advice}."
    )


def host(file: HubFile) -> str:
    """The host of the file, for messages."""
    url = _url(file)
    return urlsplit(url).netloc or url
