"""Reading how a MAT file was made from the variables beside its coefficients."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from sadcoeff.motion.meta import Meta

NAMES = tuple(f.name for f in fields(Meta))
TEXTS = ("weights", "audio", "version")
_FRACTIONS = ("fps", "raised_db")  # the other numbers are whole


def read_meta(variables: Mapping[str, Any]) -> Meta:
    """The fields that a MAT file's variables hold; variables of another type are ignored."""
    known: dict[str, Any] = {name: _unwrap(name, variables.get(name)) for name in NAMES}
    return Meta(**known)


def _unwrap(name: str, value: Any) -> float | int | str | None:
    """The text or finite real number in an array that scipy read, else None."""
    wanted = "U" if name in TEXTS else "iuf"
    if not isinstance(value, np.ndarray) or value.size != 1 or value.dtype.kind not in wanted:
        return None
    plain = value.item()
    if name in TEXTS:
        return plain
    if not np.isfinite(plain) or (name == "fps" and plain <= 0):
        return None
    return float(plain) if name in _FRACTIONS else int(plain)
