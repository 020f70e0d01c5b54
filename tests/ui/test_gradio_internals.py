"""What this project uses of Gradio beyond its documentation is there, and does what it is used for.

Where these fail after an update, mend `sadcoeff/ui/gradio_internals.py` before anything else.
"""

import asyncio
from types import SimpleNamespace

import gradio as gr
import pytest
from awaiting import wait_for
from gradio.queueing import Event

from sadcoeff.ui import gradio_internals


@pytest.fixture
def page():
    with gr.Blocks(analytics_enabled=False) as page:
        name, size, kept = gr.Textbox(label="Name"), gr.Number(3, label="Size"), gr.State()
        button = gr.Button()
        button.click(None, None, name, js="() => 'x'", api_name="browsers_only")

        def greet(kept: object, name: str, size: float = 3) -> str:
            return f"{name} {size} {kept}"

        button.click(greet, [kept, name, size], name, api_name="greet")
    return page.queue(max_size=2)


def number(page, name):
    return next(f["id"] for f in page.get_config_file()["dependencies"] if f["api_name"] == name)


def test_an_empty_queue_has_none_waiting(page):
    assert gradio_internals.count_waiting(page) == 0


def test_a_stream_takes_each_of_the_pieces_that_come_at_once(page):
    function = SimpleNamespace(concurrency_id="x", connection="stream", time_limit=None)
    event = Event("a", function, None, None)
    page._queue.event_ids_to_events["1"] = event
    taken = []

    async def send(piece):
        async with gradio_internals.turn_in_stream(page, "1"):
            event.data = piece
            event.signal.set()

    async def take():
        while len(taken) < 3:
            await event.signal.wait()
            await asyncio.sleep(0.02)
            taken.append(event.data)
            event.signal.clear()

    async def all_at_once():
        await asyncio.gather(take(), *(send(piece) for piece in "abc"))

    wait_for(all_at_once)
    assert taken == ["a", "b", "c"]


def test_an_ended_stream_keeps_nobody_waiting(page):
    async def send():
        async with gradio_internals.turn_in_stream(page, "none"):
            return True

    assert wait_for(send)


def test_an_application_keeps_as_many_sessions_as_it_is_told(page):
    gradio_internals.limit_sessions(page, 7)
    assert gr.routes.App.create_app(page).state_holder.capacity == 7


def test_a_copy_is_in_the_folder_and_the_same_for_the_same_content(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    first, second = (
        gradio_internals.copy_to_cache(tmp_path / "a.txt", tmp_path / "cache") for _ in range(2)
    )
    assert first == second
    assert first.startswith(str(tmp_path / "cache"))


def test_a_value_of_the_page_is_a_file_that_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "cache"))
    (tmp_path / "a.txt").write_text("a")
    with gr.Blocks(analytics_enabled=False) as page:
        gr.File(str(tmp_path / "a.txt"))
    (kept,) = gradio_internals.list_kept_files(page)
    assert kept.startswith(str(tmp_path / "cache"))


def test_files_that_are_gone_are_forgotten(page):
    page.temp_file_sets.append({"here", "gone"})
    gradio_internals.forget_files(page, lambda path: path == "here")
    assert page.temp_file_sets[-1] == {"here"}


def test_functions_are_found_by_number_and_by_name(page):
    for fields in (
        gradio_internals.find_fields(page, None, "greet"),
        gradio_internals.find_fields(page, number(page, "greet"), ""),
    ):
        assert [field.name for field in fields] == ["kept", "name", "size"]
        assert [field.public for field in fields] == [False, True, True]
        assert isinstance(fields[2].component, gr.Number)


@pytest.mark.parametrize("index", [9999, -1, "x", 1.5, [1], {}])
def test_there_is_no_function_of_another_number(page, index):
    assert gradio_internals.find_fields(page, index, "greet") is None


def test_a_function_that_only_browsers_have_is_none(page):
    assert gradio_internals.find_fields(page, None, "browsers_only") is None
    assert gradio_internals.find_fields(page, number(page, "browsers_only"), "") is None


def test_parameters_are_those_of_the_documented_endpoint(page):
    assert gradio_internals.find_parameters(page, "greet") == (
        frozenset({"name", "size"}),
        frozenset({"name"}),
    )
    assert gradio_internals.find_parameters(page, "nothing") is None
