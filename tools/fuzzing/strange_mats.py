"""MAT files that are wrong on purpose: sizes, types and shapes that no program saves."""

import struct
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np

from fuzzing import mat_bytes as mat

Rng = np.random.Generator

_NUMBERS = (0, 1, 2, 70, 257, 648_000, 2**16, 2**24, 2**31 - 1, -1, -70, -(2**31))
_NAMES = (
    b"coeff_3dmm",
    b"coeff",
    b"",
    b"x" * 2000,
    b"coeff_3dmm\0",
    b"\n\r\x1b",
    b"fps",
    b"\xff\xfe",
)
_MILLION = 10**6


def _order(rng: Rng) -> str:
    return str(rng.choice(["<", ">"]))


def _numbers(order: str, count: int, kind: int = mat.DOUBLE) -> bytes:
    return mat.element(kind, np.linspace(-1, 1, count).astype(f"{order}f8").tobytes(), order)


def _file(rng: Rng, order: str, variable: bytes) -> bytes:
    if rng.random() < 0.4:
        variable = mat.compressed(variable, order)
    return mat.header(order) + variable


def big_endian(rng: Rng) -> bytes:
    """A right file, written by a machine of the other byte order."""
    count = int(rng.integers(1, 20))
    return _file(rng, ">", mat.matrix(b"coeff_3dmm", (count, 70), _numbers(">", 70 * count), ">"))


def shapes(rng: Rng) -> bytes:
    """Dimensions that the data does not have: huge, negative, or very many."""
    order, axes = _order(rng), int(rng.choice([0, 1, 2, 2, 2, 3, 32, 33, 64, 5000]))
    shape = rng.choice(_NUMBERS, axes).tolist()
    if axes == 2 and rng.random() < 0.7:
        shape[1] = 70
    variable = mat.matrix(b"coeff_3dmm", shape, _numbers(order, 140), order)
    return _file(rng, order, variable)


def types(rng: Rng) -> bytes:
    """Classes and type codes at random: objects, functions, sparse, and what does not exist."""
    order = _order(rng)
    flags = int(rng.integers(0, 20)) | int(rng.choice([0, 0x200, 0x400, 0x800, 0xE00, 0xFF00]))
    data = _numbers(order, 140, int(rng.choice([*range(20), 255, 65_535, 2**31])))
    more = rng.bytes(int(rng.integers(0, 200))) if rng.random() < 0.5 else b""
    return _file(rng, order, mat.matrix(b"coeff_3dmm", (2, 70), data + more, order, flags))


def sizes(rng: Rng) -> bytes:
    """An element that says another size than it has."""
    order = _order(rng)
    said = int(rng.choice([0, 1, 7, 560, 1119, 1121, 2**31 - 1, 2**31, 2**32 - 1, 2**32 - 8]))
    data = mat.element(mat.DOUBLE, bytes(1120), order, said)
    variable = mat.matrix(b"coeff_3dmm", (2, 70), data, order)
    if rng.random() < 0.3:
        variable = mat.element(mat.MATRIX, variable[8:], order, said)
    return _file(rng, order, variable)


def names(rng: Rng) -> bytes:
    """Variables with strange names, several by one name, or very many of them."""
    order = _order(rng)
    count = int(rng.choice([1, 3, 2000]))
    chosen = [bytes(_NAMES[i]) for i in rng.integers(0, len(_NAMES), count)]
    parts = [mat.matrix(name, (1, 70), _numbers(order, 70), order) for name in chosen]
    return mat.header(order) + b"".join(parts)


def sparse(rng: Rng) -> bytes:
    """A sparse matrix whose indices point anywhere."""
    order, count = _order(rng), int(rng.integers(0, 50))
    indices = rng.choice([0, 1, 69, 70, -1, 2**31 - 1, -(2**31)], count).astype(f"{order}i4")
    starts = np.sort(rng.integers(0, 2**31 - 1 if rng.random() < 0.5 else 71, 71))
    parts = mat.element(mat.INT32, indices.tobytes(), order)
    parts += mat.element(mat.INT32, starts.astype(f"{order}i4").tobytes(), order)
    parts += _numbers(order, count)
    name = bytes(rng.choice([b"coeff_3dmm", b"seed", b"fps"]))
    flags, nonzeros = mat.SPARSE, int(rng.choice([count, 2**31 - 1]))
    variable = mat.matrix(name, (70, 70), parts, order, flags, nonzeros)
    good = mat.matrix(b"coeff", (1, 70), _numbers(order, 70), order)
    return _file(rng, order, variable) + good


def nested(rng: Rng) -> bytes:
    """Cells in cells, up to thousands deep."""
    order = _order(rng)
    inner = mat.matrix(b"", (1, 70), _numbers(order, 70), order)
    for _ in range(int(rng.choice([1, 10, 300, 1500]))):
        inner = mat.matrix(b"", (1, 1), inner, order, mat.CELL)
    name = bytes(rng.choice([b"coeff_3dmm", b"fps", b"other"]))
    outer = mat.matrix(name, (1, 1), inner, order, int(rng.choice([mat.CELL, mat.OBJECT])))
    return _file(rng, order, outer)


def bombs(rng: Rng) -> bytes:
    """Megabytes that are gigabytes once they are decompressed."""
    rows, columns = [(2 * _MILLION, 70), (640_000, 257), (450_000, 70), (120_000, 257)][
        rng.integers(4)
    ]
    name = bytes(rng.choice([b"coeff_3dmm", b"other", b"fps"]))
    return mat.header() + _bomb(name, rows, columns)


@cache
def _bomb(name: bytes, rows: int, columns: int) -> bytes:
    size = 8 * rows * columns
    head = mat.matrix(name, (rows, columns), struct.pack("<II", mat.DOUBLE, size))
    head = struct.pack("<II", mat.MATRIX, len(head) - 8 + size) + head[8:]
    packer = zlib.compressobj(1)
    data = packer.compress(head)
    for start in range(0, size, _MILLION):
        data += packer.compress(bytes(min(_MILLION, size - start)))
    data += packer.flush()
    return struct.pack("<II", mat.COMPRESSED, len(data)) + data


def bad_zlib(rng: Rng) -> bytes:
    """Compressed data cut short, damaged, or compressed twice."""
    variable = mat.matrix(b"coeff_3dmm", (9, 70), _numbers("<", 630))
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


def old(rng: Rng) -> bytes:
    """Level 4 files that lie, some of them so that the next variable is this one."""
    order = _order(rng)
    kind = int(rng.choice([0, 10, 20, 30, 40, 50, 51, 52, 1, 2, 60, 100, 1000, 2000, 4000, 9999]))
    if order == ">":
        kind += 1000
    told = {"imaginary": int(rng.choice([0, 0, 1, -1, 2**30]))}
    if rng.random() < 0.4:
        told["name_size"] = int(rng.choice([0, 1, 4, -1, -20, 2**31 - 1, 10**6]))
    shape = tuple(int(n) for n in rng.choice([1, 2, 70, *_NUMBERS], 2))
    if rng.random() < 0.3:
        shape = (2, 70)
    data = rng.normal(0, 1, 140).astype(f"{order}f8").tobytes()
    return mat.level4(b"coeff_3dmm", shape, data, kind, order, **told)


def cycles(rng: Rng) -> bytes:
    """A level 4 variable whose size leads back to an earlier place in the file."""
    back = int(rng.integers(-60, 0))
    return mat.level4(b"other", (1, back), bytes(8), int(rng.choice([0, 10, 50])))


def hdf5(rng: Rng) -> bytes:
    """What -v7.3 saves, as far as its signature."""
    first = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM" + bytes(384)
    signature = b"\x89HDF\r\n\x1a\n"
    return (first if rng.random() < 0.7 else b"") + signature + rng.bytes(500)


KINDS: dict[str, Callable[[Rng], bytes]] = {
    "big-endian": big_endian,
    "shapes": shapes,
    "types": types,
    "sizes": sizes,
    "names": names,
    "sparse": sparse,
    "nested": nested,
    "bombs": bombs,
    "bad zlib": bad_zlib,
    "old": old,
    "cycles": cycles,
    "v7.3": hdf5,
}
