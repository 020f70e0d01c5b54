"""MAT files whose compressed variables are bombs, or damaged."""

import struct
import zlib
from functools import cache

import numpy as np

from fuzzing import mat_bytes as mat

Rng = np.random.Generator

_MILLION = 10**6


def bombs(rng: Rng) -> bytes:
    """Megabytes that are gigabytes once they are decompressed."""
    rows, columns = [(2 * _MILLION, 70), (640_000, 257), (340_000, 70), (93_000, 257)][
        rng.integers(4)
    ]
    name = bytes(rng.choice([b"coeff_3dmm", b"other", b"fps"]))
    return bomb(name, rows, columns)


@cache
def bomb(name: bytes, rows: int, columns: int) -> bytes:
    """A file of so many zeros in double precision."""
    size = 8 * rows * columns
    head = mat.matrix(name, (rows, columns), struct.pack("<II", mat.DOUBLE, size))
    head = struct.pack("<II", mat.MATRIX, len(head) - 8 + size) + head[8:]
    data = _packed(head, size)
    return mat.header() + struct.pack("<II", mat.COMPRESSED, len(data)) + data


def _packed(head: bytes, zeros: int) -> bytes:
    """`head` and `zeros` zeros as zlib packs them, the same million again and again."""
    million = zlib.compressobj(wbits=-15)
    packed = million.compress(bytes(_MILLION)) + million.flush(zlib.Z_FULL_FLUSH)
    first = zlib.compressobj()
    start = first.compress(head + bytes(zeros % _MILLION)) + first.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.adler32(head)
    low, high = checksum & 0xFFFF, checksum >> 16
    high = (high + low * zeros) % 65_521  # what zeros do to Adler-32
    end = b"\x03\0" + struct.pack(">I", high << 16 | low)
    return start + packed * (zeros // _MILLION) + end


def bad_zlib(rng: Rng) -> bytes:
    """Compressed data cut short, damaged, or compressed twice."""
    variable = mat.matrix(b"coeff_3dmm", (9, 70), mat.numbers("<", 630))
    packed = mat.compressed(variable)
    how = rng.integers(4)
    if how == 0:
        return mat.header() + mat.compressed(packed)
    if how == 1:
        return mat.header() + packed[: rng.integers(8, len(packed))]
    if how == 2:
        place = int(rng.integers(8, len(packed)))
        return mat.header() + packed[:place] + rng.bytes(4) + packed[place + 4 :]
    return mat.header() + mat.compressed(variable + bytes(5 * _MILLION))
