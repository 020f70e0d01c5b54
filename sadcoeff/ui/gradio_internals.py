"""All that this project uses of Gradio beyond its documentation, so that one test can watch it.

tests/ui/test_gradio_internals.py names what a new Gradio no longer has.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.blocks import Block
from gradio.data_classes import FileData
from gradio.processing_utils import save_file_to_cache
from gradio.queueing import Event
from pydantic import ValidationError

_turns: WeakKeyDictionary[Event, asyncio.Lock] = WeakKeyDictionary()  # of running streams
_PAUSE = 0.005  # seconds between two looks at a stream


class Field(NamedTuple):
    """A value that a function takes, and the component that it is of."""

    name: str
    component: Block
    public: bool  # whether requests give it; Gradio keeps the others itself


class Parameters(NamedTuple):
    """What a function takes by name."""

    names: frozenset[str]
    required: frozenset[str]


def count_waiting(page: gr.Blocks) -> int:
    """How many requests are in the page's queue, without those that run."""
    return len(page._queue)


@asynccontextmanager
async def turn_in_stream(page: gr.Blocks, event_id: str) -> AsyncIterator[None]:
    """Let one piece after the other into a running stream, each once the one before was taken.

    Gradio has room for one piece, and the next would be put in its place.
    """
    event = page._queue.event_ids_to_events.get(event_id)
    if event is None:  # it has ended, and Gradio says so
        yield
        return
    async with _turns.setdefault(event, asyncio.Lock()):
        while event.signal.is_set() and event.alive and not event.closed:
            await asyncio.sleep(_PAUSE)
        yield


def is_serving(page: gr.Blocks) -> bool:
    """Whether the server of a launched page goes on."""
    return not page.server.should_exit


def stop_server(page: gr.Blocks, patience: int) -> None:
    """Stop the server of a launched page; requests that last longer than `patience` s are cut off.

    The page's event streams would never end by themselves, and the server would wait for them.
    """
    page.server.config.timeout_graceful_shutdown = patience
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # else a traceback for each
    page.close(verbose=False)


def limit_sessions(page: gr.Blocks, count: int) -> None:
    """Keep the state of so many visits, as `launch` does; to be set before the page is mounted."""
    page.state_session_capacity = count


def copy_to_cache(path: str | Path, folder: Path) -> str:
    """Copy a file to where Gradio serves it from, in `folder`; the path depends on the content."""
    return save_file_to_cache(path, str(folder))


def list_kept_files(page: gr.Blocks) -> set[str]:
    """The files that are to stay as long as the page does."""
    return set().union(*(getattr(block, "keep_in_cache", ()) for block in page.blocks.values()))


def forget_files(page: gr.Blocks, is_there: Callable[[str], bool]) -> None:
    """Take files that are gone off the lists of what Gradio deletes later."""
    for listed in page.temp_file_sets:
        listed.intersection_update({path for path in list(listed) if is_there(path)})


def find_fields(page: gr.Blocks, index: Any, name: str) -> list[Field] | None:
    """What the function of this number, else of this name, takes; None if there is none."""
    function = _by_name(page, name) if index is None else _by_number(page, index)
    if function is None or function.fn is None:  # the latter is only for browsers
        return None
    names = function.input_parameter_names
    return [
        Field(name or f"value {place + 1}", block, not block.skip_api)
        for place, (name, block) in enumerate(zip(names, function.inputs, strict=True))
    ]


def is_file_value(value: Any) -> bool:
    """Whether Gradio takes this for a file; whether the file is there is not asked."""
    try:
        FileData.model_validate(value, context={"validate_meta": True})
    except ValidationError:
        return False
    return True


def find_parameters(page: gr.Blocks, name: str) -> Parameters | None:
    """What the documented endpoint of this name takes; None if there is no such endpoint."""
    endpoint = page.get_api_info()["named_endpoints"].get(f"/{name}")
    if endpoint is None:
        return None
    given = {p["parameter_name"]: p["parameter_has_default"] for p in endpoint["parameters"]}
    required = frozenset(name for name, has_default in given.items() if not has_default)
    return Parameters(frozenset(given), required)


def _by_name(page: gr.Blocks, name: str) -> BlockFunction | None:
    return next((fn for fn in page.fns.values() if fn.api_name == name), None)


def _by_number(page: gr.Blocks, index: Any) -> BlockFunction | None:
    return page.fns.get(int(index)) if str(index).isdecimal() else None
