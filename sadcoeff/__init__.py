"""sadcoeff: speech to talking-head motion (the Audio2Coeff stage of SadTalker, CVPR 2023).

from sadcoeff import (Audio2Coeff, find_weights, make_batch)

model = Audio2Coeff(find_weights("demo"), device="cpu")
print(model.generate(make_batch("speech.wav"), "out", pose_style=0, seed=1))
"""

from importlib import import_module

from sadcoeff.errors import SadCoeffError
from sadcoeff.version import __version__

__all__ = [
    "Audio2Coeff",
    "LiveCoeffs",
    "SadCoeffError",
    "__version__",
    "default_weights",
    "find_weights",
    "list_weights",
    "load_cpk",
    "make_batch",
    "make_idle_batch",
]

# Imported at first use: torch takes a second, which `sadcoeff --help` need not wait for.  The
# stub beside this file tells type checkers what they are.
_MODULES = {
    "Audio2Coeff": "sadcoeff.audio2coeff",
    "LiveCoeffs": "sadcoeff.live",
    "default_weights": "sadcoeff.weights.catalogue",
    "find_weights": "sadcoeff.weights.catalogue",
    "list_weights": "sadcoeff.weights.catalogue",
    "load_cpk": "sadcoeff.weights.checkpoint",
    "make_batch": "sadcoeff.batch",
    "make_idle_batch": "sadcoeff.batch",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'sadcoeff' has no attribute '{name}'")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
