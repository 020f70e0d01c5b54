"""One answer of the Hub: bytes that are certain to be of the file asked for, or why not.

Files are pinned by their SHA-256, which is also the ETag that the Hub gives a large file.  So
ranges of bytes can be taken on the word of that ETag, and a file sent whole is checked itself.
Address, token and proxy are those of `huggingface_hub` (HF_ENDPOINT, HF_TOKEN, HTTPS_PROXY).
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

CONNECT_SECONDS = 3.0  # to each address of the host, of which there may be eight
READ_SECONDS = 8.0  # between two pieces

_PIECE = 1 << 16  # bytes; how often progress is told
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class HubFile:
    """A file on the Hub, pinned to its content."""

    repo: str
    name: str
    size: int  # bytes
    sha256: str  # lower-case hex
    endpoint: str | None = None  # None for huggingface_hub's own


OFFICIAL = HubFile(
    "vinthony/SadTalker-V002rc",
    "SadTalker_V0.0.2_256.safetensors",
    725_066_984,
    "c211f5d6de003516bf1bbda9f47049a4c9c99133b1ab565c6961e5af16477bff",
)


class NotPinnedError(Exception):
    """The server sends no ranges, or does not vouch for them by the file's checksum."""


class InterruptedAnswerError(Exception):
    """A failure that another try may mend; the text says what happened."""


def request(file: HubFile, span: tuple[int, int] | None) -> Iterator[bytes]:
    """The body of one answer in pieces; no `span` asks for the whole file.

    Raises InterruptedAnswerError when it breaks off, NotPinnedError if a span cannot be had for
    certain, WeightsError if the file cannot be had at all.
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
                    return  # more than was asked for
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
    # Not build_hf_headers, which asks the Hub for a list of agents first to report on them.
    from huggingface_hub import constants, get_token

    headers = {"User-Agent": f"sadcoeff/{__version__}", "Accept-Encoding": "identity"}
    if span:
        headers["Range"] = f"bytes={span[0]}-{span[1] - 1}"
    if not constants.HF_HUB_DISABLE_IMPLICIT_TOKEN and (token := get_token()):
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _check(response: Any, file: HubFile, span: tuple[int, int] | None) -> None:
    """Whether the body is what was asked for, of the pinned file."""
    status, linked = response.status_code, _linked_etag(response)
    if status >= 500:
        raise InterruptedAnswerError(f"error {status}")
    # Where the Hub redirects to may refuse ranges alone; of the whole file it is asked again.
    if status >= 400 and not (span and response.history):
        raise _refusal(file, status)
    if _SHA256.fullmatch(linked) and linked != file.sha256:
        raise WeightsError(
            f"'{file.name}' at {host(file)} is not the pinned file (its checksum is "
            f"{linked[:12]}…, not {file.sha256[:12]}…): put the right one into '{CHECKPOINTS}'."
        )
    if span is None:
        return
    etag = linked or _bare(response.headers.get("ETag", ""))
    sent = f"bytes {span[0]}-{span[1] - 1}/{file.size}"
    if status != 206 or response.headers.get("Content-Range") != sent or etag != file.sha256:
        raise NotPinnedError(f"status {status}, ETag '{etag}'")


def _linked_etag(response: Any) -> str:
    """The ETag that the Hub itself gives a large file, while redirecting; "" for none."""
    from huggingface_hub.constants import HUGGINGFACE_HEADER_X_LINKED_ETAG as LINKED

    way = [*response.history, response]
    return next((_bare(r.headers[LINKED]) for r in way if LINKED in r.headers), "")


def _bare(etag: str) -> str:
    return etag.removeprefix("W/").strip('"')


def _refusal(file: HubFile, status: int) -> WeightsError:
    what, advice = {
        401: ("wants a login for", "set HF_TOKEN to a valid token"),
        403: ("does not let you read", "set HF_TOKEN to a token that may"),
        404: ("does not have", f"get the file elsewhere and put it into '{CHECKPOINTS}'"),
        429: ("has had too many requests for", "try again later"),
    }.get(status, ("refuses", "try again later"))
    return WeightsError(
        f"{host(file)} {what} '{file.name}' of {file.repo} (error {status}): {advice}."
    )


def host(file: HubFile) -> str:
    """The machine that is asked for the file, for messages."""
    url = _url(file)
    return urlsplit(url).netloc or url
