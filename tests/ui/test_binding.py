"""Handlers and components are tied by name; wrong names show when the page is built."""

from dataclasses import dataclass

import gradio as gr
import pytest
from awaiting import wait_for

from sadcoeff.ui.tabs.binding import connect


@dataclass(frozen=True)
class Wish:
    style: int
    seed: str = "new"


@pytest.fixture
def page():
    with gr.Blocks(analytics_enabled=False) as page:
        yield page


@pytest.fixture
def inputs(page):  # noqa: ARG001
    """In another order than the handlers take them."""
    return {"seed": gr.Textbox("5"), "unused": gr.Textbox(), "style": gr.Number(7)}


@pytest.fixture
def outputs(page):  # noqa: ARG001
    return {"line": gr.Textbox(), "file": gr.Textbox(), "more": gr.Textbox()}


def tie(page, handler, inputs, outputs, **options):
    """What Gradio has been told of the event."""
    connect(gr.Button().click, handler, inputs, outputs, **options)
    return list(page.fns.values())[-1]


def test_inputs_are_picked_by_name_and_dataclasses_are_built(page, inputs, outputs):
    seen = []

    def handler(visit: gr.Request, wish: Wish):
        seen.append((visit, wish))
        return {"file": "f"}

    event = tie(page, handler, inputs, outputs, api_name="wish")
    assert event.inputs == [inputs["style"], inputs["seed"]]
    assert event.input_parameter_names == ["style", "seed"]
    assert event.fn("visit", style=3, seed="4") == [gr.skip(), "f", gr.skip()]
    assert event.fn("visit", style=3)[1] == "f"
    assert seen == [("visit", Wish(3, "4")), ("visit", Wish(3, "new"))]


def test_what_a_generator_yields_goes_to_the_outputs_named(page, inputs, outputs):
    def handler(seed: str):
        yield {"line": f"seed {seed}"}
        yield {"more": 1, "line": 2}

    event = tie(page, handler, inputs, outputs)
    assert list(event.fn(seed="8")) == [["seed 8", gr.skip(), gr.skip()], [2, gr.skip(), 1]]


def test_one_output_gets_its_value_alone(page, inputs, outputs):
    event = tie(page, lambda seed: {"line": seed}, inputs, {"line": outputs["line"]})
    assert event.fn(seed="8") == "8"


def test_faults_are_told_in_the_order_of_the_components(page, inputs, outputs):
    async def check(wish: Wish):
        return {"seed": f"The seed {wish.seed} is wrong."}

    event = tie(page, _takes_a_wish, inputs, outputs, check=check)

    async def verdicts():
        return await event.validator(style=1, seed="x")

    assert wait_for(verdicts) == [
        gr.validate(True, ""),
        gr.validate(False, "The seed x is wrong."),
    ]


def test_a_parameter_without_a_component_is_named_when_the_page_is_built(page, inputs, outputs):
    with pytest.raises(TypeError, match="takes 'speed', but no component is called so"):
        tie(page, lambda speed: {"line": speed}, inputs, outputs)
    with pytest.raises(TypeError, match="takes 'style'"):
        tie(page, _takes_a_wish, {"seed": inputs["seed"]}, outputs)


def test_a_value_for_no_output_is_an_error(page, inputs, outputs):
    event = tie(page, lambda seed: {"lines": seed}, inputs, outputs)
    with pytest.raises(KeyError, match="no output called lines"):
        event.fn(seed="8")


def _takes_a_wish(wish: Wish):
    return {"line": wish}
