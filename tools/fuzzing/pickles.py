"""`.pth` files that lie, or would run code; each holds what a small layer would have."""

import io
import os
import pickle
import pickletools
import subprocess
import zipfile
from collections import OrderedDict
from functools import cache
from typing import Any

import numpy as np

from fuzzing.corpus import Item
from fuzzing.mutate import any_damage

Rng = np.random.Generator

NAME = "layer.pth"
SHAPE = (3, 2)  # of the layer's weight, transposed
_BOMB = 520_000_000  # bytes
_TOUCH = "open('it-ran', 'w').close()"
_OPCODES = "".join(op.code for op in pickletools.opcodes).encode("latin1")


class Runs:
    """What runs a function when it is unpickled."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.call


def content() -> dict[str, Any]:
    """Model, optimizer and epoch, as `load_cpk` wants them."""
    import torch

    layer = torch.nn.Linear(*SHAPE)
    for parameter in layer.parameters():
        torch.nn.init.constant_(parameter, 0.25)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.ones(1, SHAPE[0])).sum().backward()
    optimizer.step()
    return {"model": layer.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3}


def saved(values: Any, zipped: bool = True) -> bytes:
    """What torch saves: a zip archive, or the older row of pickles, which holds addresses."""
    import torch

    file = io.BytesIO()
    torch.save(values, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


@cache
def _good(zipped: bool) -> bytes:
    return saved(content(), zipped)


def intact(rng: Rng) -> Item:
    """A right file, of the newer or the older kind."""
    return Item(NAME, _good(bool(rng.random() < 0.5)))


def damaged(rng: Rng) -> Item:
    """A right file with damage."""
    return Item(NAME, any_damage(rng, _good(bool(rng.random() < 0.5))))


def code(rng: Rng) -> Item:
    """A pickle that would leave a file, alone or in the place of a part of a checkpoint."""
    calls = (
        Runs(exec, _TOUCH),
        Runs(eval, _TOUCH),
        Runs(os.system, "touch it-ran"),
        Runs(subprocess.check_call, ["touch", "it-ran"]),
        Runs(open, "it-ran", "w"),
        Runs(os.mkdir, "it-ran"),
    )
    call = calls[rng.integers(len(calls))]
    if rng.random() < 0.2:
        return Item(NAME, pickle.dumps(call, int(rng.integers(0, 6))))
    values = {**content(), str(rng.choice(["model", "optimizer", "epoch", "more"])): call}
    return Item(NAME, saved(values, bool(rng.random() < 0.5)))


def opcodes(rng: Rng) -> Item:
    """A row of pickle's operations at random, alone or in an archive."""
    row = bytes(_OPCODES[i] for i in rng.integers(0, len(_OPCODES), rng.integers(1, 60)))
    row = b"\x80\x02" + row + b"." if rng.random() < 0.8 else row
    return Item(NAME, row if rng.random() < 0.3 else _with_record(_good(True), "data.pkl", row))


def values(rng: Rng) -> Item:
    """Model, optimizer or epoch of another kind."""
    others = (None, 7, "text", [], {}, -1, 2**70, True, float("nan"), (1, 2), {1: 2}, {"weight": 1})
    held = content()
    for key in rng.choice(list(held), rng.integers(1, 4)):
        held[str(key)] = others[rng.integers(len(others))]
        if rng.random() < 0.2:
            del held[str(key)]
    return Item(NAME, saved(held))


def cycles(rng: Rng) -> Item:
    """Dictionaries that hold themselves, and lists in lists."""
    held, deep = content(), []
    where = str(rng.choice(["model", "optimizer"]))
    for _ in range(int(rng.choice([1, 50, 300]))):
        deep = [deep]
    loop: Any = OrderedDict(deep=deep)
    loop["weight"] = loop["param_groups"] = loop["state"] = loop
    held[where] = loop
    return Item(NAME, saved(held))


def bombs(rng: Rng) -> Item:
    """Archives of a few megabytes that are hundreds once they are decompressed."""
    return Item(NAME, _bomb(str(rng.choice(["data.pkl", "data/0"]))))


@cache
def _bomb(record: str) -> bytes:
    return _with_record(_good(True), record, bytes(_BOMB), zipfile.ZIP_DEFLATED)


def records(rng: Rng) -> Item:
    """Archives with a part that is missing, there twice, of another size or by another name."""
    name = str(rng.choice(["data.pkl", "data/0", "data/1", "version", "byteorder"]))
    data = (None, b"", rng.bytes(10), bytes(10**6))[rng.integers(4)]
    return Item(NAME, _with_record(_good(True), name, data, int(rng.choice([0, 8]))))


def _with_record(archive: bytes, name: str, data: bytes | None, method: int = 0) -> bytes:
    """A zip archive in which a part holds `data`, or is left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w") as new:
        folder = old.namelist()[0].split("/")[0]
        for entry in old.namelist():
            if entry != f"{folder}/{name}":
                new.writestr(zipfile.ZipInfo(entry), old.read(entry))
        if data is not None:
            new.writestr(zipfile.ZipInfo(f"{folder}/{name}"), data, method, compresslevel=1)
    return file.getvalue()


KINDS = {
    "pth: intact": intact,
    "pth: damaged": damaged,
    "pth: code": code,
    "pth: opcodes": opcodes,
    "pth: values": values,
    "pth: cycles": cycles,
    "pth: bombs": bombs,
    "pth: records": records,
}
