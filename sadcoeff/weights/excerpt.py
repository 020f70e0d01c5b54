"""The part of a safetensors file that the two networks run, as a smaller safetensors file.

Written by hand because the safetensors library reads local files only.  The format is the
length of the header (8 bytes, little-endian), the header (JSON: type, shape and place of every
tensor), and the tensors' bytes.  So the header tells which ranges of bytes to take, and the
excerpt's own header is known before any of them arrives: it identifies a partial excerpt.
"""

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import index
from pathlib import Path
from typing import Any, BinaryIO

from sadcoeff.errors import WeightsError
from sadcoeff.files.checksums import sha256_of
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose

Range = tuple[int, int]  # from byte, to byte (not included)
Read = Callable[[int, int], Iterator[bytes]]  # a range's bytes in pieces

_PREFIXES = {"audio2exp.": Audio2Exp.training_only, "audio2pose.": Audio2Pose.training_only}
_LENGTH = struct.Struct("<Q")
_MAX_HEADER = 25_000_000  # bytes; the Hub's own limit, SadTalker's header is below 1 MB
_METADATA = "__metadata__"
_DIGEST = "data_sha256"  # in the metadata: the SHA-256 of everything behind the header
_BLANK = "0" * 64  # holds the digest's place until the data is complete
_PIECE = 1 << 20  # bytes read at a time from a local file
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error)


@dataclass(frozen=True)
class Excerpt:
    """The excerpt's header with a blank digest, and the ranges of the source that follow it."""

    header: bytes
    ranges: tuple[Range, ...]

    @property
    def size(self) -> int:
        """Bytes of data behind the header."""
        return sum(stop - start for start, stop in self.ranges)

    def ranges_after(self, done: int) -> Iterator[Range]:
        """The ranges of the source that are left after the first `done` bytes of data."""
        for start, stop in self.ranges:
            skipped = min(done, stop - start)
            done -= skipped
            if start + skipped < stop:
                yield start + skipped, stop


def plan_excerpt(read: Read, size: int, name: str, sha256: str) -> Excerpt:
    """Plan the excerpt of a safetensors file of `size` bytes, with its name and SHA-256 in it.

    Raises WeightsError if it is not a safetensors file or holds nothing of the two networks.
    """
    try:
        tree, data = _read_header(read, size)
        tensors = {k: v for k, v in tree.items() if _is_used(k)}
        ranges = {k: _locate(v, data, size) for k, v in tensors.items()}
    except _DAMAGED as error:
        raise WeightsError(
            f"What arrived as '{name}' is not a safetensors file: try again."
        ) from error
    if not tensors:
        raise WeightsError(f"'{name}' has neither audio2exp nor audio2pose: use SadTalker's file.")
    order = sorted(ranges, key=ranges.__getitem__)
    origin = {"origin": name, "origin_sha256": sha256}
    header = _build_header({k: tensors[k] for k in order}, origin)
    return Excerpt(header, _merge_ranges(ranges[k] for k in order))


def seal(path: Path, excerpt: Excerpt) -> None:
    """Write the digest of the data into a complete file.  Raises OSError."""
    digest = sha256_of(path, len(excerpt.header))
    with path.open("r+b") as file:
        file.seek(excerpt.header.index(_BLANK.encode()))
        file.write(digest.encode())


def is_whole(path: Path) -> bool:
    """Whether a sealed excerpt lies at `path` and its data still has the digest it names."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            tree, data = _read_header(partial(read_local, file), path.stat().st_size)
        return tree[_METADATA][_DIGEST] == sha256_of(path, data)
    except (OSError, *_DAMAGED):
        return False


def _read_header(read: Read, size: int) -> tuple[dict[str, Any], int]:
    """The parsed header, and where the data begins.  Raises one of _DAMAGED."""
    (length,) = _LENGTH.unpack(b"".join(read(0, _LENGTH.size)))
    data = _LENGTH.size + length
    if length > _MAX_HEADER or data > size:
        raise ValueError(f"a header of {length} bytes in a file of {size}")
    return json.loads(b"".join(read(_LENGTH.size, data))), data


def read_local(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    """Bytes `start` to `stop` (not included) of an open file, in pieces.  Raises OSError."""
    file.seek(start)
    while start < stop and (piece := file.read(min(_PIECE, stop - start))):
        yield piece
        start += len(piece)


def _is_used(key: str) -> bool:
    """Whether the networks use a tensor: it is theirs, and not only for training."""
    return any(
        key.startswith(prefix) and not key.removeprefix(prefix).startswith(training_only)
        for prefix, training_only in _PREFIXES.items()
    )


def _locate(tensor: Mapping[str, Any], data: int, size: int) -> Range:
    start, stop = (data + index(offset) for offset in tensor["data_offsets"])
    if not data <= start <= stop <= size:
        raise ValueError(f"a tensor at {start} to {stop} in a file of {size} bytes")
    return start, stop


def _merge_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Sorted ranges, adjacent ones merged."""
    merged: list[Range] = []
    for start, stop in ranges:
        if merged and merged[-1][1] == start:
            start = merged.pop()[0]
        merged.append((start, stop))
    return tuple(merged)


def _build_header(tensors: Mapping[str, Mapping[str, Any]], origin: Mapping[str, str]) -> bytes:
    """The header for these tensors' bytes in this order, without gaps."""
    tree: dict[str, Any] = {_METADATA: {_DIGEST: _BLANK, "format": "pt", **origin}}
    end = 0
    for key, tensor in tensors.items():
        start, (first, last) = end, tensor["data_offsets"]
        end += last - first
        tree[key] = {**tensor, "data_offsets": [start, end]}
    text = json.dumps(tree, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # aligns the data, as safetensors does
    return _LENGTH.pack(len(text)) + text
