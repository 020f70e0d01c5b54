"""MAT files built by hand, so that they can say what no library writes.

Layouts are those of MathWorks' "MAT-File Format", level 5 and, at the end, level 4.
"""

import struct
import zlib
from collections.abc import Sequence

import numpy as np

INT8, INT32, UINT32, SINGLE, DOUBLE, MATRIX, COMPRESSED = 1, 5, 6, 7, 9, 14, 15
CELL, STRUCT, OBJECT, CHAR, SPARSE, DOUBLE_CLASS, FUNCTION, OPAQUE = 1, 2, 3, 4, 5, 6, 16, 17


def header(order: str = "<", version: int = 0x0100) -> bytes:
    """The 128 bytes before the first variable; `order` is "<" or ">" as in struct."""
    mark = b"IM" if order == "<" else b"MI"
    return b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(f"{order}H", version) + mark


def element(kind: int, data: bytes, order: str = "<", size: int | None = None) -> bytes:
    """An element, which may lie about its size."""
    told = len(data) if size is None else size
    return struct.pack(f"{order}II", kind, told % 2**32) + data + bytes(-len(data) % 8)


def matrix(
    name: bytes,
    shape: Sequence[int],
    parts: bytes,
    order: str = "<",
    flags: int = DOUBLE_CLASS,
    nonzeros: int = 0,
) -> bytes:
    """A variable: flags, dimensions, name and then `parts`, which are elements."""
    dimensions = struct.pack(f"{order}{len(shape)}i", *shape)
    content = element(UINT32, struct.pack(f"{order}II", flags, nonzeros), order)
    content += element(INT32, dimensions, order) + element(INT8, name, order) + parts
    return element(MATRIX, content, order)


def numbers(order: str, count: int, kind: int = DOUBLE) -> bytes:
    """An element of doubles, which may say that it is of another kind."""
    return element(kind, np.linspace(-1, 1, count).astype(f"{order}f8").tobytes(), order)


def compressed(variable: bytes, order: str = "<") -> bytes:
    """A variable as -v7 stores it."""
    data = zlib.compress(variable)
    return struct.pack(f"{order}II", COMPRESSED, len(data)) + data


def level4(name: bytes, shape: tuple[int, int], kind: int, order: str = "<") -> bytes:
    """A variable of a level 4 file with 1120 bytes of data, whatever its shape says."""
    head = struct.pack(f"{order}5i", kind, *shape, 0, len(name) + 1)
    return head + name + b"\0" + bytes(1120)
