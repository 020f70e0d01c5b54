"""A piece of live sound, checked before anything is done with it."""

from typing import Any

import numpy as np

from sadcoeff.audio.channels import average
from sadcoeff.audio.levels import INTEGERS
from sadcoeff.errors import AudioError

MOST_CHANNELS = 32  # more are samples and channels in the wrong order
_INTEGER_TYPES = (np.int16, np.int32)


def read_piece(samples: Any) -> np.ndarray:
    """One channel (N,) float32 of a piece (N,) or (N, channels), N of 0 too: channels are averaged.

    Floats lie in about -1...1; int16 and int32 are divided by their full scale.
    Raises AudioError for another shape or type, NaN or infinite samples, and floats that are
    integers never scaled.
    """
    piece = np.asarray(samples)
    if piece.ndim not in (1, 2) or (piece.ndim == 2 and not 1 <= piece.shape[1] <= MOST_CHANNELS):
        raise AudioError(
            f"A piece of live sound has the shape {piece.shape}: it must be (samples,), or "
            f"(samples, channels) with 1 to {MOST_CHANNELS} channels."
        )
    mono = average(_scale(piece).reshape(len(piece), -1)) if len(piece) else np.empty(0)
    return _check_values(mono.astype(np.float32))


def _scale(piece: np.ndarray) -> np.ndarray:
    """Samples of a type that sound has, as float32."""
    if piece.dtype in _INTEGER_TYPES:
        return (piece / -float(np.iinfo(piece.dtype).min)).astype(np.float32)
    if piece.dtype.kind != "f":
        raise AudioError(
            f"A piece of live sound has samples of the type {piece.dtype}: use floats in -1 to 1, "
            "int16 or int32."
        )
    with np.errstate(over="ignore"):  # refused as infinite
        return piece.astype(np.float32)


def _check_values(mono: np.ndarray) -> np.ndarray:
    if not np.isfinite(mono).all():
        raise AudioError(
            "A piece of live sound has NaN or infinite samples: nothing of it was used, give "
            "zeros in their place."
        )
    peak = np.abs(mono).max(initial=0)
    if peak >= INTEGERS:
        raise AudioError(
            f"A piece of live sound reaches {peak:.3g}, where floats should stay within 1: nothing "
            "of it was used, divide integers by their full scale."
        )
    return mono
