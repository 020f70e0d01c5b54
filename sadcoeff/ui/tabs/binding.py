"""Ties event handlers to components by name.

A handler's parameters name the components that it takes.  A parameter whose type is a dataclass
stands for all its fields.  A handler returns or yields a dict of what is to be shown, by the names
of the outputs; outputs that it does not name stay as they are.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from inspect import Parameter, Signature
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component
from gradio.events import Dependency

Components = Mapping[str, Component]
Handler = Callable[..., Any]

_FROM_GRADIO = (gr.Request, gr.EventData)  # what Gradio gives a handler by the parameter's type


def connect(
    listen: Callable[..., Dependency],
    handler: Handler,
    inputs: Components,
    outputs: Mapping[str, Block],
    *,
    check: Callable[..., Awaitable[dict[str, str]]] | None = None,
    **options: Any,
) -> Dependency:
    """Let an event call a handler; `listen` is what Gradio has for it, such as `button.click`.

    `check` runs before the event queues.  It takes any of the handler's parameters and gives what
    is wrong, a sentence each by the names of the inputs.  `options` go to Gradio.
    Raises TypeError for a parameter that no input is called.
    """
    signature = _flatten(handler, inputs)
    return listen(
        _adapt(handler, signature, tuple(outputs)),
        inputs_kwargs={name: inputs[name] for name in signature.parameters if name in inputs},
        outputs=list(outputs.values()),
        validator=check and _adapt_check(check, signature, inputs),
        **options,
    )


def _flatten(handler: Handler, inputs: Components) -> Signature:
    """The handler's signature with a parameter for each component that it takes."""
    flat: list[Parameter] = []
    for parameter in inspect.signature(handler).parameters.values():
        kind = parameter.annotation
        if parameter.name in inputs or kind in _FROM_GRADIO:
            flat.append(parameter)
        elif is_dataclass(kind):
            flat += [_parameter(field) for field in fields(kind)]
        else:
            raise TypeError(_unknown(handler, parameter.name, inputs))
    for parameter in flat:
        if parameter.name not in inputs and parameter.annotation not in _FROM_GRADIO:
            raise TypeError(_unknown(handler, parameter.name, inputs))
    return Signature(flat)


def _parameter(field: Field[Any]) -> Parameter:
    default = Parameter.empty if field.default is MISSING else field.default
    return Parameter(
        field.name, Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=field.type
    )


def _unknown(handler: Handler, name: str, inputs: Components) -> str:
    return (
        f"{handler.__qualname__} takes '{name}', but no component is called so: use one of "
        f"{', '.join(inputs)}."
    )


def _adapt(handler: Handler, signature: Signature, outputs: tuple[str, ...]) -> Handler:
    """The handler as Gradio calls it: flat arguments in, values in the order of outputs out."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return _in_order(handler(**_arguments(handler, signature, args, kwargs)), outputs)

    def iterate(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for values in handler(**_arguments(handler, signature, args, kwargs)):
            yield _in_order(values, outputs)

    return _dress(iterate if inspect.isgeneratorfunction(handler) else call, handler, signature)


def _adapt_check(check: Handler, signature: Signature, inputs: Components) -> Handler:
    """The check as Gradio calls it, with the arguments of the handler that it comes before."""
    names = [name for name in signature.parameters if name in inputs]

    async def call(*args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        faults = await check(**_arguments(check, signature, args, kwargs))
        return [gr.validate(name not in faults, faults.get(name, "")) for name in names]

    return _dress(call, check, signature)


def _dress(function: Handler, like: Handler, signature: Signature) -> Handler:
    """Let Gradio find the name, the description and the parameters in the function."""
    function.__name__, function.__doc__ = like.__name__, like.__doc__
    function.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
    vars(function)["__signature__"] = signature
    return function


def _arguments(
    handler: Handler, signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """The handler's own arguments, out of flat ones."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    flat = bound.arguments
    own = inspect.signature(handler).parameters.values()
    return {
        p.name: flat[p.name]
        if p.name in flat
        else p.annotation(**{field.name: flat[field.name] for field in fields(p.annotation)})
        for p in own
    }


def _in_order(values: dict[str, Any], outputs: tuple[str, ...]) -> Any:
    """Values by name as Gradio wants them; raises KeyError for a name that is no output."""
    if unknown := values.keys() - set(outputs):
        raise KeyError(f"There is no output called {', '.join(sorted(unknown))}.")
    found = [values.get(name, gr.skip()) for name in outputs]
    return found[0] if len(found) == 1 else found
