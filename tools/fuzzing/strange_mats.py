"""MAT files that are wrong on purpose: sizes, types and shapes that no program saves."""

from collections.abc import Callable

import numpy as np

from fuzzing import mat_bytes as mat
from fuzzing import packed_mats

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


def _order(rng: Rng) -> str:
    return str(rng.choice(["<", ">"]))


def _file(rng: Rng, order: str, variable: bytes) -> bytes:
    if rng.random() < 0.4:
        variable = mat.compressed(variable, order)
    return mat.header(order) + variable


def big_endian(rng: Rng) -> bytes:
    """A right file, written by a machine of the other byte order."""
    count = int(rng.integers(1, 20))
    return _file(
        rng, ">", mat.matrix(b"coeff_3dmm", (count, 70), mat.numbers(">", 70 * count), ">")
    )


def shapes(rng: Rng) -> bytes:
    """Dimensions that the data does not have: huge, negative, or very many."""
    order, axes = _order(rng), int(rng.choice([0, 1, 2, 2, 2, 3, 32, 33, 64, 5000]))
    shape = rng.choice(_NUMBERS, axes).tolist()
    if axes == 2 and rng.random() < 0.7:
        shape[1] = 70
    variable = mat.matrix(b"coeff_3dmm", shape, mat.numbers(order, 140), order)
    return _file(rng, order, variable)


def types(rng: Rng) -> bytes:
    """Classes and type codes at random: objects, functions, sparse, and what does not exist."""
    order = _order(rng)
    flags = int(rng.integers(0, 20)) | int(rng.choice([0, 0x200, 0x400, 0x800, 0xE00, 0xFF00]))
    data = mat.numbers(order, 140, int(rng.choice([*range(20), 255, 65_535, 2**31])))
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
    parts = [mat.matrix(name, (1, 70), mat.numbers(order, 70), order) for name in chosen]
    return mat.header(order) + b"".join(parts)


def sparse(rng: Rng) -> bytes:
    """A sparse matrix whose indices point anywhere."""
    order, count = _order(rng), int(rng.integers(0, 50))
    indices = rng.choice([0, 1, 69, 70, -1, 2**31 - 1, -(2**31)], count).astype(f"{order}i4")
    starts = np.sort(rng.integers(0, 2**31 - 1 if rng.random() < 0.5 else 71, 71))
    parts = mat.element(mat.INT32, indices.tobytes(), order)
    parts += mat.element(mat.INT32, starts.astype(f"{order}i4").tobytes(), order)
    parts += mat.numbers(order, count)
    name = bytes(rng.choice([b"coeff_3dmm", b"seed", b"fps"]))
    flags, nonzeros = mat.SPARSE, int(rng.choice([count, 2**31 - 1]))
    variable = mat.matrix(name, (70, 70), parts, order, flags, nonzeros)
    good = mat.matrix(b"coeff", (1, 70), mat.numbers(order, 70), order)
    return _file(rng, order, variable) + good


def nested(rng: Rng) -> bytes:
    """Cells in cells, up to thousands deep."""
    order = _order(rng)
    inner = mat.matrix(b"", (1, 70), mat.numbers(order, 70), order)
    for _ in range(int(rng.choice([1, 10, 300, 1500]))):
        inner = mat.matrix(b"", (1, 1), inner, order, mat.CELL)
    name = bytes(rng.choice([b"coeff_3dmm", b"fps", b"other"]))
    outer = mat.matrix(name, (1, 1), inner, order, int(rng.choice([mat.CELL, mat.OBJECT])))
    return _file(rng, order, outer)


def old(rng: Rng) -> bytes:
    """Level 4 files, right ones and some whose size leads back to an earlier place in the file."""
    order, columns = _order(rng), int(rng.choice([70, *_NUMBERS, rng.integers(-60, 0)]))
    kind = int(rng.choice([0, 10, 20, 30, 40, 50, 51, 52, 1, 2, 60, 100]))
    return mat.level4(b"coeff_3dmm", (2, columns), kind + 1000 * (order == ">"), order)


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
    "bombs": packed_mats.bombs,
    "bad zlib": packed_mats.bad_zlib,
    "old": old,
    "v7.3": hdf5,
}
