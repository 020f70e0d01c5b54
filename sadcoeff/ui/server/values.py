"""Whether a request's values fit the fields that they are for, before Gradio reads them.

It exists because Gradio rounds numbers that must be whole, takes anything for true or false, and
refuses the rest in a way that loses the reason on its way to `gradio_client`.
"""

import math
import reprlib
from typing import Any

import gradio as gr
from gradio.blocks import Block

from sadcoeff.errors import SettingError
from sadcoeff.ui.gradio_internals import Field, is_file_value
from sadcoeff.validation import real_number, true_or_false, whole_number

_MOST_SAID = 40  # choices that a sentence names


def describe_fault(field: Field, value: Any) -> str | None:
    """What is wrong with the value of a field, a sentence; None if nothing is."""
    try:
        _check(field.component, field.name.replace("_", " "), value)
    except SettingError as error:
        return str(error)
    return None


def _check(component: Block, name: str, value: Any) -> None:
    """Raise SettingError for a value that the component cannot have."""
    if isinstance(component, gr.Number | gr.Slider):
        _check_number(component, name, value)
    elif isinstance(component, gr.Checkbox):
        true_or_false(name, value)
    elif isinstance(component, gr.Dropdown) and component.multiselect:
        _check_choices([choice for _, choice in component.choices], name, value)
    elif isinstance(component, gr.Dropdown | gr.Radio):
        _check_choice([choice for _, choice in component.choices], name, value)
    elif isinstance(component, gr.File | gr.Audio) and value is not None:
        _check_file(getattr(component, "file_types", None), name, value)


def _check_number(component: gr.Number | gr.Slider, name: str, value: Any) -> None:
    if value is None and isinstance(component, gr.Number):
        return  # an empty field; the handler says whether it may be
    low = -math.inf if component.minimum is None else component.minimum
    high = math.inf if component.maximum is None else component.maximum
    if component.precision == 0:
        whole_number(name, value, low, high)
    else:
        real_number(name, value, low, high)


def _check_choices(choices: list[Any], name: str, values: Any) -> None:
    if values is not None and not isinstance(values, list):
        raise SettingError(f"The {name} are {reprlib.repr(values)}: send a list of names.")
    for value in values or ():
        _check_choice(choices, name, value)


def _check_choice(choices: list[Any], name: str, value: Any) -> None:
    if value not in choices:
        said = " or ".join(map(str, choices))
        if len(choices) > _MOST_SAID:
            said = f"{choices[0]}, {choices[1]} ... {choices[-1]}"
        raise SettingError(f"Unknown {name} {reprlib.repr(value)}: use {said}.")


def _check_file(endings: list[str] | None, name: str, value: Any) -> None:
    if not is_file_value(value):
        raise SettingError(
            f"The {name} is {reprlib.repr(value)}, not an uploaded file: use handle_file of "
            "gradio_client, or send it to /gradio_api/upload."
        )
    if endings and not value["path"].lower().endswith(tuple(endings)):
        raise SettingError(f"The {name} is no file of a known kind: use {', '.join(endings)}.")
