"""What a MAT file says of itself beside the coefficients."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from sadcoeff.motion.meta import Meta

NAMES = tuple(f.name for f in fields(Meta))
TEXTS = ("weights", "audio", "version")


def read_meta(variables: Mapping[str, Any]) -> Meta:
    """What a MAT file's variables say; those of another kind than ours are passed over."""
    return Meta(**{name: _plain(name, variables.get(name)) for name in NAMES})


def _plain(name: str, value: Any) -> float | int | str | None:
    """One text or finite real number out of what scipy makes of it, else None."""
    wanted = "U" if name in TEXTS else "iuf"
    if not isinstance(value, np.ndarray) or value.size != 1 or value.dtype.kind not in wanted:
        return None
    plain = value.item()
    if name in TEXTS:
        return plain
    if not np.isfinite(plain) or (name == "fps" and plain <= 0):
        return None
    return float(plain) if name == "fps" else int(plain)
