"""A GPU that is lent for the length of a call, as Hugging Face's ZeroGPU Spaces do."""

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

ON_ZERO_GPU = bool(os.environ.get("SPACES_ZERO_GPU"))
LENT_SECONDS = 60  # an hour of sound takes a few

Given = ParamSpec("Given")
Result = TypeVar("Result")


def lent(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """On ZeroGPU, `function` on a lent GPU, in another process; elsewhere the function itself.

    It raises gr.Error where no GPU is to be had.
    """
    if not ON_ZERO_GPU:
        return function
    import spaces  # is there only; it must come before CUDA is touched, and does on import

    return spaces.GPU(duration=LENT_SECONDS)(function)
