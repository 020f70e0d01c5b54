"""Safetensors files that lie, each begun from the weights that ship."""

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
_GIGABYTES = 3 * 10**9
_STRANGE = (None, -1, 0, 2**31, 2**63, 2**64, 1.5, "1", [], {}, True, [[1]], "\ud800")
_LENGTHS = (0, 1, 7, 8, 100, 2**20, 2**31, 2**32, 2**40, 2**63, 2**64 - 1)


@cache
def _shipped() -> tuple[str, bytes]:
    """Header and data of the demo weights."""
    from sadcoeff.catalogue import CHECKPOINTS

    content = (CHECKPOINTS / "demo.safetensors").read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    return content[8:start].decode(), content[start:]


def _tree() -> Tree:
    return json.loads(_shipped()[0])


def _item(header: bytes, data: bytes = b"", size: int | None = None) -> Item:
    """A file of that header; `size` is that of a hole in place of its data."""
    content = len(header).to_bytes(8, "little") + header + data
    return Item(_NAME, content, None if size is None else len(content) + size)


def _with_tree(tree: Tree, data: bytes = b"") -> Item:
    """As many bytes of data as the weights that ship have, nothing but zeros if not given."""
    size = len(_shipped()[1])
    return _item(json.dumps(tree).encode(), data, None if data else size)


def intact(_: Rng) -> Item:
    """The weights that ship."""
    return _with_tree(_tree(), _shipped()[1])


def damaged(rng: Rng) -> Item:
    """A header that is damaged before a hole, or a file that is cut short."""
    header, data = _shipped()
    whole = len(header).to_bytes(8, "little") + header.encode()
    if rng.random() < 0.3:
        return Item(_NAME, cut(rng, whole + data))
    return Item(_NAME, any_damage(rng, whole), len(whole) + len(data))


def bits(rng: Rng) -> Item:
    """Bits turned over among the weights: NaN, infinite, or only another number."""
    header, data = _shipped()
    changed = np.frombuffer(data, np.uint8).copy()
    changed[rng.integers(0, len(changed), 8)] ^= np.uint8(1) << rng.integers(0, 8, 8, np.uint8)
    return _item(header.encode(), changed.tobytes())


def not_finite(rng: Rng) -> Item:
    """One NaN among the weights."""
    tree, (_, data) = _tree(), _shipped()
    keys = [k for k, v in tree.items() if v.get("dtype") == "F16"]
    start = tree[rng.choice(keys)]["data_offsets"][0]
    return _with_tree(tree, data[:start] + _NAN + data[start + 2 :])


def lengths(rng: Rng) -> Item:
    """A header of another length than it says."""
    content = int(rng.choice(np.array(_LENGTHS, np.uint64))).to_bytes(8, "little")
    return Item(_NAME, content + _shipped()[0].encode()[: rng.integers(0, 3000)])


def fields(rng: Rng) -> Item:
    """One to five tensors whose type, shape or place is something else."""
    tree = _tree()
    for key in rng.choice(list(tree), rng.integers(1, 6)):
        field = str(rng.choice(["dtype", "shape", "data_offsets"]))
        told = tree[str(key)].get(field)
        value = _STRANGE[rng.integers(len(_STRANGE))]
        tree[str(key)][field] = _replaced(rng, told, value)
    return _with_tree(tree)


def _replaced(rng: Rng, told: Any, value: Any) -> Any:
    """`value`, or a list in which one number is `value`, or another type."""
    if isinstance(told, list) and told and rng.random() < 0.7:
        return [value if i == rng.integers(len(told)) else t for i, t in enumerate(told)]
    if isinstance(told, str) and rng.random() < 0.7:
        return str(rng.choice(["F64", "F32", "BF16", "I64", "BOOL", "F8_E4M3", "C64", "F4", ""]))
    return value


def shapes(rng: Rng) -> Item:
    """The right keys and as many numbers, in another shape."""
    tree = _tree()
    keys = [k for k, v in tree.items() if len(v.get("shape", ())) > 1]
    for key in rng.choice(keys, rng.integers(1, 5)):
        shape = tree[str(key)]["shape"]
        tree[str(key)]["shape"] = shape[::-1] if rng.random() < 0.5 else [int(np.prod(shape))]
    return _with_tree(tree)


def huge(rng: Rng) -> Item:
    """One tensor of gigabytes, which are a hole, by a name that is run or by another."""
    tree, size = _tree(), len(_shipped()[1])
    keys = [k for k in tree if k.endswith("weight")]
    key = str(rng.choice(keys)) if rng.random() < 0.7 else "other.weight"
    old = tree.pop(key, {"shape": [0], "data_offsets": [0, 0]})
    place = {"dtype": "F32", "data_offsets": [size, size + _GIGABYTES]}
    tree[key] = {"shape": [_GIGABYTES // 4], **place}
    first, last = old["data_offsets"]
    if last > first:  # no gap may be left
        tree["filler"] = {"dtype": "U8", "shape": [last - first], "data_offsets": [first, last]}
    return _item(json.dumps(tree).encode(), b"", size + _GIGABYTES)


def keys(rng: Rng) -> Item:
    """Keys that are missing, strange, or there twice."""
    tree = _tree()
    for key in rng.choice(list(tree), rng.integers(1, 4), replace=False):
        value = tree.pop(str(key))
        new = (
            None,
            f"{key}\n\x1b[31m",
            f"{key}{'x' * 10**6}",
            str(key).upper(),
            "",
            f"{key}\u202e",
        )
        chosen = new[rng.integers(len(new))]
        if chosen is not None:
            tree[chosen] = value
    text = json.dumps(tree)
    if rng.random() < 0.3:
        text = text[:-1] + "," + text[1:]
    return _item(text.encode(), size=len(_shipped()[1]))


def json_of_another_kind(rng: Rng) -> Item:
    """A header that is JSON of another kind, very deep, or no JSON."""
    headers = (
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b"[]",
        b"{}",
        b"null",
        b'{"__metadata__": 3}',
        b'{"__metadata__": {"a": {"b": 1}}}',
        b'{"a": {"dtype": "F32", "shape": [' + b"1," * 100_000 + b'1], "data_offsets": [0, 4]}}',
        b'{"a": 1e999}',
        b"\xff\xfe{}",
        b" " * 10**6,
    )
    return _item(headers[rng.integers(len(headers))], rng.bytes(int(rng.integers(0, 100))))


KINDS = {
    "intact": intact,
    "damaged": damaged,
    "bits": bits,
    "NaN": not_finite,
    "header lengths": lengths,
    "fields": fields,
    "wrong shapes": shapes,
    "gigabytes": huge,
    "keys": keys,
    "another JSON": json_of_another_kind,
}
