"""Test weights that any machine can build: each tensor is drawn from its own key's name.

The golden vectors were made with exactly these.  `golden/manifest.json` lists keys and shapes.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

GOLDEN = Path(__file__).parent / "golden"
MANIFEST: dict[str, list[int]] = json.loads((GOLDEN / "manifest.json").read_text())
PREFIXES = ("audio2pose.", "audio2exp.")
TRAINING_ONLY = ("audio2pose.netG.encoder.", "audio2pose.netD_motion.")
RUN_KEYS = [k for k in MANIFEST if not k.startswith(TRAINING_ONLY)]


def build_weights() -> dict[str, Tensor]:
    """All 512 entries, with their prefixes."""
    return {key: torch.from_numpy(_draw(key, shape)) for key, shape in MANIFEST.items()}


def without_prefix(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The entries of one network, as its `.pth` file names them."""
    return {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}


def _draw(key: str, shape: list[int]) -> np.ndarray:
    if key.endswith("num_batches_tracked"):
        return np.array(1, np.int64)
    digest = hashlib.sha256(key.encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    return _values(rng, key.split(".")[-1], shape).astype(np.float32)


def _values(rng: np.random.Generator, name: str, shape: list[int]) -> np.ndarray:
    spread = {"running_mean": 0.1, "classbias": 1.0, "bias": 0.05}
    if name in spread:
        return rng.normal(0, spread[name], shape)
    if name == "running_var":
        return rng.uniform(0.5, 1.5, shape)
    if len(shape) == 1:  # the scale of a batch norm
        return rng.uniform(0.8, 1.2, shape)
    inputs = np.prod(shape[1:], dtype=int)
    return rng.standard_normal(shape) * np.sqrt(1 / inputs)
