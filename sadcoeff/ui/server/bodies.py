"""What is wrong with a request's JSON, before Gradio sees it.

Gradio itself refuses most of what does not fit.  This is the rest: files that are not uploads,
which it would look for or fetch, and calls that it answers with a traceback and status 500, because
the function does not exist or runs only in browsers, or because the number of values is wrong.
"""

import json
from pathlib import Path
from typing import Any

import gradio as gr

from sadcoeff.ui import storage
from sadcoeff.ui.gradio_internals import Endpoint, Parameters, find_endpoint, find_parameters

_SEE = "see /gradio_api/info"
_NO_ENDPOINT = f"There is no such endpoint: {_SEE}."


class Refusal(Exception):
    """An answer with an HTTP status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def check_body(body: bytes, address: str, page: gr.Blocks, folder: Path) -> None:
    """Refuse what is not JSON, names a file that is not an upload, or does not fit its endpoint.

    `address` is what follows Gradio's prefix, `folder` that of the uploads.  Raises Refusal.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The request's body is not JSON: {_SEE}.") from error
    _check_files(value, folder)
    if isinstance(value, dict) and address.startswith(("queue/join", "call/", "run/", "api/")):
        _check_call(value, address, page)


def _check_files(value: Any, folder: Path) -> None:
    values = [value]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            _check_file(value, folder)
        values += _list_parts(value)


def _list_parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _check_file(value: dict[str, Any], folder: Path) -> None:
    path = value.get("path")
    if isinstance(path, str) and not storage.is_upload(path, folder):
        raise Refusal(
            400,
            "The request names a file that was not uploaded, or has been deleted since: send it "
            "to /gradio_api/upload and use the path in the answer.",
        )


def _check_call(body: dict[str, Any], address: str, page: gr.Blocks) -> None:
    name = address.rstrip("/").rpartition("/")[2]
    if address.startswith("call/v2/"):
        _check_named(set(body), find_parameters(page, name))
        return
    by_name = address.startswith("call/")
    endpoint = find_endpoint(page, None if by_name else body.get("fn_index"), name)
    data = body.get("data")
    if endpoint is None:
        raise Refusal(404, _NO_ENDPOINT)
    if isinstance(data, list):  # otherwise Gradio says so
        _check_count(len(data), endpoint, by_name)


def _check_named(given: set[str], parameters: Parameters | None) -> None:
    if parameters is None:
        raise Refusal(404, _NO_ENDPOINT)
    if wrong := (given - parameters.names) | (parameters.required - given):
        raise Refusal(400, f"Unknown or missing: {', '.join(sorted(wrong))}; {_SEE}.")


def _check_count(count: int, endpoint: Endpoint, by_name: bool) -> None:
    """Called by name, values that Gradio keeps itself may be left out."""
    if count != endpoint.values and not (by_name and count == endpoint.public_values):
        raise Refusal(400, f"The request has {count} values, not {endpoint.public_values}: {_SEE}.")
