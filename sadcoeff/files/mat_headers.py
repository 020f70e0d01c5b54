"""Checking the header of a MAT-file variable before scipy reads it.

Written by hand because scipy's reader (seen in 1.17) uses an array's type code as a table index
without checking it, so that one damaged byte crashes the process.  Codes and layout are those of
MathWorks' "MAT-File Format", level 5: elements of an 8-byte tag (type, size) and content padded to
8 bytes.
"""

import struct
import zlib
from collections.abc import Container, Iterator
from pathlib import Path
from typing import BinaryIO

_HEADER_BYTES = 128
_HEAD_BYTES = 1024  # of a variable: enough for its flags, dimensions, name and first tag
_MATRIX, _COMPRESSED = 14, 15  # types of a variable: plain, or stored with zlib
_FLAGS_BYTES = 16
_COMPLEX = 0x0800  # a flag
_NUMERIC_CLASSES = range(6, 16)  # double, single, and the integers
_NUMERIC_TYPES = (1, 2, 3, 4, 5, 6, 7, 9, 12, 13)  # integers of 8 to 64 bits, single, double
_TEXT_CLASSES = (4,)
_TEXT_TYPES = (2, 4, 16, 17)  # bytes, 16-bit units, UTF-8, UTF-16


def is_level4(path: Path) -> bool:
    """Whether scipy would take a file for a MAT file of level 4.

    Its reader for those trusts every size, and a negative one makes it loop forever.  Neither
    SadTalker nor face trackers write that level.
    """
    with path.open("rb") as file:
        return 0 in file.read(4)


def holds_real_array(path: Path, name: str) -> bool:
    """Whether the first variable called `name` is an array of real numbers.

    Raises ValueError, struct.error or zlib.error if the file is damaged.
    """
    return _check_variable(path, name, _NUMERIC_CLASSES, _NUMERIC_TYPES)


def holds_text(path: Path, name: str) -> bool:
    """Whether the first variable called `name` is text; see `holds_real_array`."""
    return _check_variable(path, name, _TEXT_CLASSES, _TEXT_TYPES)


def _check_variable(path: Path, name: str, classes: Container[int], types: Container[int]) -> bool:
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES:
            raise ValueError("The file ends within its header.")
        order = "<" if header[126:] == b"IM" else ">"
        for head in _read_heads(file, order):
            (flags,) = struct.unpack_from(f"{order}I", head, 8)
            _, _, rest = _split_element(head[_FLAGS_BYTES:], order)
            _, found, rest = _split_element(rest, order)
            if found == name.encode():
                wanted = flags & 0xFF in classes and not flags & _COMPLEX
                return wanted and _split_element(rest, order)[0] in types
    return False


def _read_heads(file: BinaryIO, order: str) -> Iterator[bytes]:
    """The first bytes of every variable, after its tag."""
    while tag := file.read(8):
        kind, size = struct.unpack(f"{order}II", tag)
        if kind not in (_MATRIX, _COMPRESSED):
            raise ValueError(f"A variable has the unknown type {kind}.")
        end = file.tell() + size
        head = file.read(min(size, _HEAD_BYTES))
        yield (
            zlib.decompressobj().decompress(head, _HEAD_BYTES)[8:] if kind == _COMPRESSED else head
        )
        file.seek(end)


def _split_element(data: bytes, order: str) -> tuple[int, bytes, bytes]:
    """Type and content of the first element, and the bytes after it."""
    (first,) = struct.unpack_from(f"{order}I", data)
    if first >> 16:  # a small element: type, size and content in 8 bytes
        return first & 0xFFFF, data[4 : 4 + (first >> 16)], data[8:]
    (size,) = struct.unpack_from(f"{order}I", data, 4)
    return first, data[8 : 8 + size], data[8 + -(-size // 8) * 8 :]
