"""glTF 2.0 in one binary file (`.glb`), as far as a face with moving shapes needs it.

Written here because a file is a JSON text and a block of numbers: a library would be a dependency
for every user, and those for Python (trimesh, pygltflib) write no sparse targets by themselves.
"""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.files.atomic import write_whole

_MAGIC, _VERSION = b"glTF", 2
_JSON, _BINARY = b"JSON", b"BIN\0"
_COMPONENTS = {"u1": 5121, "u2": 5123, "u4": 5125, "f4": 5126}
_KINDS = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}
VERTICES, CORNERS = 34962, 34963  # what a block of numbers is for: a view's target


class Numbers:
    """The binary block of a file being made, and the views and accessors that describe it."""

    def __init__(self) -> None:
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self._parts: list[bytes] = []
        self._size = 0

    def add(
        self, values: np.ndarray, target: int | None = None, bounds: bool = False, **more: Any
    ) -> int:
        """An array (N,) or (N, C); its accessor's number.  bounds: name its least and greatest."""
        rows = np.atleast_2d(values.T).T
        accessor = {"bufferView": self._view(values, target), **self._shape(rows, bounds), **more}
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def add_sparse(self, values: np.ndarray) -> int:
        """An array (N, 3) float32, N < 65536, mostly 0: only rows that are not are stored."""
        used = np.flatnonzero(values.any(axis=1)).astype(np.uint16)
        accessor = self._shape(values, bounds=True)
        if len(used):
            accessor["sparse"] = {
                "count": len(used),
                "indices": {"bufferView": self._view(used), "componentType": 5123},
                "values": {"bufferView": self._view(values[used])},
            }
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    @property
    def content(self) -> bytes:
        """All of it, padded to a multiple of 4 bytes."""
        return b"".join(self._parts)

    def _view(self, values: np.ndarray, target: int | None = None) -> int:
        content = np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes()
        view = {"buffer": 0, "byteOffset": self._size, "byteLength": len(content)}
        self.views.append(view | ({"target": target} if target else {}))
        self._parts.append(content + bytes(-len(content) % 4))
        self._size += len(self._parts[-1])
        return len(self.views) - 1

    @staticmethod
    def _shape(rows: np.ndarray, bounds: bool) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "componentType": _COMPONENTS[rows.dtype.str[1:]],
            "count": len(rows),
            "type": _KINDS[rows.shape[1]],
        }
        if bounds:
            shape |= {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
        return shape


def write_glb(path: Path, document: dict[str, Any], numbers: Numbers) -> None:
    """Write a document (all of it but buffers, views and accessors) whole, or not at all.

    The same content gives the same bytes.  Raises CoeffFileError if it cannot be written.
    """
    content = numbers.content
    full = {
        **document,
        "buffers": [{"byteLength": len(content)}],
        "bufferViews": numbers.views,
        "accessors": numbers.accessors,
    }
    text = json.dumps(full, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    size = 12 + 8 + len(text) + 8 + len(content)
    parts = (
        struct.pack("<4sII", _MAGIC, _VERSION, size),
        *(struct.pack("<I4s", len(text), _JSON), text),
        *(struct.pack("<I4s", len(content), _BINARY), content),
    )
    write_whole(path, lambda file: file.writelines(parts))
