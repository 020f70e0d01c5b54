"""Safetensors files that are damaged, each begun from the weights that ship."""

import json
from functools import cache
from typing import Any

import numpy as np

from fuzzing.corpus import Item
from fuzzing.mutate import any_damage, cut

Rng = np.random.Generator
Tree = dict[str, Any]

_NAME = "weights.safetensors"
_NAN = b"\x00\x7e"  # in half precision
_LENGTHS = (0, 1, 7, 8, 100, 2**20, 2**31, 2**32, 2**40, 2**63, 2**64 - 1)


@cache
def shipped() -> tuple[str, bytes]:
    """Header and data of the demo weights."""
    from sadcoeff.resources import DEMO_WEIGHTS

    content = DEMO_WEIGHTS.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    return content[8:start].decode(), content[start:]


def tree() -> Tree:
    """The header of the weights that ship: each tensor's type, shape and place."""
    return json.loads(shipped()[0])


def with_header(header: bytes, data: bytes = b"", size: int | None = None) -> Item:
    """A file of that header; `size` is that of a hole in place of its data."""
    content = len(header).to_bytes(8, "little") + header + data
    return Item(_NAME, content, None if size is None else len(content) + size)


def with_tree(tensors: Tree, data: bytes = b"") -> Item:
    """As many bytes of data as the weights that ship have, nothing but zeros if not given."""
    size = len(shipped()[1])
    return with_header(json.dumps(tensors).encode(), data, None if data else size)


def intact(_: Rng) -> Item:
    """The weights that ship."""
    return with_tree(tree(), shipped()[1])


def damaged(rng: Rng) -> Item:
    """A header that is damaged before a hole, or a file that is cut short."""
    header, data = shipped()
    whole = len(header).to_bytes(8, "little") + header.encode()
    if rng.random() < 0.3:
        return Item(_NAME, cut(rng, whole + data))
    return Item(_NAME, any_damage(rng, whole), len(whole) + len(data))


def bits(rng: Rng) -> Item:
    """Bits turned over among the weights: NaN, infinite, or only another number."""
    header, data = shipped()
    changed = np.frombuffer(data, np.uint8).copy()
    changed[rng.integers(0, len(changed), 8)] ^= np.uint8(1) << rng.integers(0, 8, 8, np.uint8)
    return with_header(header.encode(), changed.tobytes())


def not_finite(rng: Rng) -> Item:
    """One NaN among the weights."""
    tensors, (_, data) = tree(), shipped()
    keys = [k for k, v in tensors.items() if v.get("dtype") == "F16"]
    start = tensors[rng.choice(keys)]["data_offsets"][0]
    return with_tree(tensors, data[:start] + _NAN + data[start + 2 :])


def lengths(rng: Rng) -> Item:
    """A header of another length than it says."""
    content = int(rng.choice(np.array(_LENGTHS, np.uint64))).to_bytes(8, "little")
    return Item(_NAME, content + shipped()[0].encode()[: rng.integers(0, 3000)])


KINDS = {
    "intact": intact,
    "damaged": damaged,
    "bits": bits,
    "NaN": not_finite,
    "header lengths": lengths,
}
