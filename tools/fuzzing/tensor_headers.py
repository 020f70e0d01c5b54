"""Safetensors files whose headers lie about the tensors, which are a hole."""

import json
from typing import Any

import numpy as np

from fuzzing.corpus import Item
from fuzzing.tensor_files import shipped, tree, with_header, with_tree

Rng = np.random.Generator

_GIGABYTES = 3 * 10**9
_STRANGE = (None, -1, 0, 2**31, 2**63, 2**64, 1.5, "1", [], {}, True, [[1]], "\ud800")


def fields(rng: Rng) -> Item:
    """One to five tensors whose type, shape or place is something else."""
    tensors = tree()
    for key in rng.choice(list(tensors), rng.integers(1, 6)):
        field = str(rng.choice(["dtype", "shape", "data_offsets"]))
        told = tensors[str(key)].get(field)
        value = _STRANGE[rng.integers(len(_STRANGE))]
        tensors[str(key)][field] = _replaced(rng, told, value)
    return with_tree(tensors)


def _replaced(rng: Rng, told: Any, value: Any) -> Any:
    """`value`, or a list in which one number is `value`, or another type."""
    if isinstance(told, list) and told and rng.random() < 0.7:
        return [value if i == rng.integers(len(told)) else t for i, t in enumerate(told)]
    if isinstance(told, str) and rng.random() < 0.7:
        return str(rng.choice(["F64", "F32", "BF16", "I64", "BOOL", "F8_E4M3", "C64", "F4", ""]))
    return value


def shapes(rng: Rng) -> Item:
    """The right keys and as many numbers, in another shape."""
    tensors = tree()
    keys = [k for k, v in tensors.items() if len(v.get("shape", ())) > 1]
    for key in rng.choice(keys, rng.integers(1, 5)):
        shape = tensors[str(key)]["shape"]
        tensors[str(key)]["shape"] = shape[::-1] if rng.random() < 0.5 else [int(np.prod(shape))]
    return with_tree(tensors)


def huge(rng: Rng) -> Item:
    """One tensor of gigabytes, which are a hole, by a name that is run or by another."""
    tensors, size = tree(), len(shipped()[1])
    keys = [k for k in tensors if k.endswith("weight")]
    key = str(rng.choice(keys)) if rng.random() < 0.7 else "other.weight"
    old = tensors.pop(key, {"shape": [0], "data_offsets": [0, 0]})
    place = {"dtype": "F32", "data_offsets": [size, size + _GIGABYTES]}
    tensors[key] = {"shape": [_GIGABYTES // 4], **place}
    first, last = old["data_offsets"]
    if last > first:  # no gap may be left
        tensors["filler"] = {"dtype": "U8", "shape": [last - first], "data_offsets": [first, last]}
    return with_header(json.dumps(tensors).encode(), b"", size + _GIGABYTES)


def keys(rng: Rng) -> Item:
    """Keys that are missing, strange, or there twice."""
    tensors = tree()
    for key in rng.choice(list(tensors), rng.integers(1, 4), replace=False):
        value = tensors.pop(str(key))
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
            tensors[chosen] = value
    text = json.dumps(tensors)
    if rng.random() < 0.3:
        text = text[:-1] + "," + text[1:]
    return with_header(text.encode(), size=len(shipped()[1]))


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
    return with_header(headers[rng.integers(len(headers))], rng.bytes(int(rng.integers(0, 100))))


KINDS = {
    "fields": fields,
    "wrong shapes": shapes,
    "gigabytes": huge,
    "keys": keys,
    "another JSON": json_of_another_kind,
}
