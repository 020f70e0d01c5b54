from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.batch import make_batch, make_idle_batch
from sadcoeff.errors import SadCoeffError
from sadcoeff.live import LiveCoeffs
from sadcoeff.version import __version__
from sadcoeff.weights.catalogue import default_weights, find_weights, list_weights
from sadcoeff.weights.checkpoint import load_cpk

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
