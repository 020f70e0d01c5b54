"""What is wrong with a request's JSON, before Gradio sees it.

Gradio itself would end on some of this with a traceback, and with an answer that helps nobody.
"""

import json
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction

from sadcoeff.ui import storage as uploads

_META = {"_type": "gradio.FileData"}
_SEE = "see /gradio_api/info"


class Refusal(Exception):
    """An answer with an HTTP status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def check_body(body: bytes, address: str, page: gr.Blocks, folder: Path) -> None:
    """Refuse what is no JSON, names a file that is no upload, or does not fit its endpoint.

    `address` is what follows Gradio's prefix, `folder` that of the uploads.  Raises Refusal.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The request's body is no JSON: {_SEE}.") from error
    _check_files(value, folder)
    if isinstance(value, dict) and address.startswith(("queue/join", "call/", "run/", "api/")):
        _check_call(value, address, page)


def _check_files(value: Any, folder: Path) -> None:
    values = [value]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            _check_file(value, folder)
        values += _parts(value)


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _check_file(value: dict[str, Any], folder: Path) -> None:
    path = value.get("path")
    if isinstance(path, str) and not uploads.is_upload(path, folder):
        raise Refusal(
            400,
            "The request names a file that was not uploaded, or was deleted since: send it to "
            "/gradio_api/upload, and give the path that comes back.",
        )


def _check_call(body: dict[str, Any], address: str, page: gr.Blocks) -> None:
    called = _called(body, address, page)
    if called is None:
        raise Refusal(404, f"There is no such endpoint: {_SEE}.")
    data = body.get("data")
    if not isinstance(data, list):  # Gradio says that it is missing
        return
    public = [block for block in called.inputs if not block.skip_api]
    inputs = public if address.startswith("call/") and len(data) == len(public) else called.inputs
    if len(data) != len(inputs):
        raise Refusal(400, f"The request has {len(data)} values, not {len(public)}: {_SEE}.")
    for block, value in zip(inputs, data, strict=True):
        _check_kind(block, value)


def _called(body: dict[str, Any], address: str, page: gr.Blocks) -> BlockFunction | None:
    """The function that a body or an address names, in Gradio's order."""
    index, name = body.get("fn_index"), address.rstrip("/").rpartition("/")[2]
    if index is not None:
        return page.fns.get(int(index)) if str(index).isdecimal() else None
    return next((fn for fn in page.fns.values() if fn.api_name == name), None)


def _check_kind(block: Any, value: Any) -> None:
    is_file = (
        isinstance(value, dict)
        and value.get("meta") == _META
        and isinstance(value.get("path"), str)
    )
    if isinstance(block, gr.Audio | gr.File) and not is_file and value is not None:
        raise Refusal(
            400,
            f'The value for "{block.label}" must be null or a file: {{"path": what '
            f'/gradio_api/upload gave, "meta": {json.dumps(_META)}}}.',
        )
