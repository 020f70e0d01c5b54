"""What is wrong with a request's JSON, before Gradio sees it.

Gradio itself refuses most of what does not fit.  This is the rest: files that are not uploads,
which it would look for or fetch; calls that it answers with a traceback and status 500, because
the function does not exist or runs only in browsers, or because the number of values is wrong; and
values that do not fit their fields.
"""

import json
import re
from pathlib import Path
from typing import Any

import gradio as gr

from sadcoeff.ui import storage
from sadcoeff.ui.gradio_internals import Field, Parameters, find_fields, find_parameters
from sadcoeff.ui.server.values import describe_fault

_SEE = "see /gradio_api/info"
_NO_UPLOAD = (
    "The request names a file that was not uploaded, or has been deleted since: send it to "
    "/gradio_api/upload and use the path in the answer."
)
_CALLS = re.compile(r"queue/join|(call|run|api)/|stream/\w+/?$")  # the last: a piece of a stream
_NO_ENDPOINT = f"There is no such endpoint: {_SEE}."


class Refusal(Exception):
    """An answer with an HTTP status and one sentence, and which value it is about, if any."""

    def __init__(
        self, status: int, sentence: str, place: int | None = None, name: str = ""
    ) -> None:
        super().__init__(sentence)
        self.status, self.place, self.name = status, place, name


def check_body(body: bytes, address: str, page: gr.Blocks, folder: Path) -> None:
    """Refuse what is not JSON, names a file that is not an upload, or does not fit its endpoint.

    `address` is what follows Gradio's prefix, `folder` that of the uploads.  Raises Refusal.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The request's body is not JSON: {_SEE}.") from error
    if isinstance(value, dict) and _CALLS.match(address):
        _check_call(value, address, page, folder)
    _check_files(value, folder)


def _check_files(value: Any, folder: Path) -> None:
    values = [value]
    while values:
        value = values.pop()
        path = value.get("path") if isinstance(value, dict) else None
        if isinstance(path, str) and not storage.is_upload(path, folder):
            raise Refusal(400, _NO_UPLOAD)
        values += _list_parts(value)


def _list_parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _check_call(body: dict[str, Any], address: str, page: gr.Blocks, folder: Path) -> None:
    name = address.rstrip("/").rpartition("/")[2]
    by_name = address.startswith("call/")
    fields = find_fields(page, None if by_name else body.get("fn_index"), name)
    if address.startswith("call/v2/"):
        _check_named(set(body), find_parameters(page, name))
        given = [f for f in fields or [] if f.name in body]
        _check_values([body[field.name] for field in given], given, folder)
        return
    if fields is None:
        raise Refusal(404, _NO_ENDPOINT)
    data = body.get("data")
    if isinstance(data, list):  # otherwise Gradio says so
        _check_values(data, _match(len(data), fields, by_name), folder)


def _check_named(given: set[str], parameters: Parameters | None) -> None:
    if parameters is None:
        raise Refusal(404, _NO_ENDPOINT)
    if wrong := (given - parameters.names) | (parameters.required - given):
        raise Refusal(400, f"Unknown or missing: {', '.join(sorted(wrong))}; {_SEE}.")


def _match(count: int, fields: list[Field], by_name: bool) -> list[Field]:
    """The fields that so many values are for: called by name, Gradio's own may be left out."""
    public = [field for field in fields if field.public]
    if count == len(fields):
        return fields
    if by_name and count == len(public):
        return public
    raise Refusal(400, f"The request has {count} values, not {len(public)}: {_SEE}.")


def _check_values(values: list[Any], fields: list[Field], folder: Path) -> None:
    for place, (value, field) in enumerate(zip(values, fields, strict=True)):
        try:
            _check_files(value, folder)
        except Refusal as refusal:
            raise Refusal(refusal.status, str(refusal), place, field.name) from refusal
        if fault := describe_fault(field, value):
            raise Refusal(400, fault, place, field.name)
