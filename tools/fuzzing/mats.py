"""20,000 coefficient files: MAT files, and some `.npy` and CSV."""

import io
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from fuzzing import mutate, strange_mats
from fuzzing.corpus import Corpus, Item

Rng = np.random.Generator

_KEYS = ("coeff_3dmm", "coeff", "full_3dmm")
_DATELESS = b"MATLAB 5.0 MAT-file".ljust(116)  # in place of the text with which a file begins
_TYPES = ("f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8")


def open_coeffs(path: Path, _item: Item) -> None:
    """Read it as every field for coefficients does."""
    from sadcoeff.files.read import read_coeffs

    values = read_coeffs(path)
    if values.shape[1] != 70 or not len(values) or not np.isfinite(values).all():
        raise RuntimeError("These are no coefficients.")


def rows(rng: Rng) -> np.ndarray:
    """Coefficients of any length, layout and type of number."""
    shape = (int(rng.integers(1, 40)), int(rng.choice([70, 73, 257])))
    return rng.normal(0, 1.5, shape).astype(str(rng.choice(_TYPES)))


def saved(rng: Rng, values: Any, **others: Any) -> bytes:
    """What scipy saves: of level 5, most often compressed."""
    from scipy.io import savemat

    file = io.BytesIO()
    savemat(file, {str(rng.choice(_KEYS)): values, **others}, do_compression=rng.random() < 0.6)
    return _DATELESS + file.getvalue()[len(_DATELESS) :]


def with_meta(rng: Rng) -> bytes:
    """Our own files have names and numbers beside the coefficients."""
    others = {"fps": 25.0, "seed": 3, "weights": "demo", "audio": "speech", "version": "1"}
    return saved(rng, rows(rng), **others)


def npy(rng: Rng) -> bytes:
    """The array alone."""
    file = io.BytesIO()
    np.save(file, rows(rng))
    return file.getvalue()


def csv(rng: Rng) -> bytes:
    """This program's CSV."""
    from sadcoeff.files.layouts import CSV_NAMES

    values = rng.normal(0, 1, (int(rng.integers(1, 9)), len(CSV_NAMES)))
    return "\n".join(
        [",".join(CSV_NAMES), *(",".join(map(repr, v.tolist())) for v in values)]
    ).encode()


def other_values(rng: Rng) -> bytes:
    """Variables by our names that are no coefficients."""
    import scipy.sparse

    n = int(rng.integers(1, 9))
    values = (
        rows(rng) + 1j,
        "coefficients",
        np.array(["a" * 70] * n),
        {"angles": np.ones(3), "deep": {"deeper": [1, "2", {}]}},
        np.array([[rows(rng), "b"]], object),
        scipy.sparse.csc_array(np.eye(70)),
        np.ones((n, 70), bool),
        np.ones((0, 70)),
        np.ones((1, n, 70)),
        np.ones((n, 2, 70)),
        np.full((n, 70), rng.choice([np.nan, np.inf, -np.inf, 1e300])),
        np.zeros((n, 1), [("x", "f8"), ("y", "O")]),
    )
    return saved(rng, values[rng.integers(len(values))])


_MADE = {"mat": with_meta, "npy": npy, "csv": csv}


def _any(rng: Rng) -> Item:
    ending = str(rng.choice(list(_MADE), p=(0.8, 0.1, 0.1)))
    return Item(f"coeffs.{ending}", _MADE[ending](rng))


def _damaged(damage: mutate.Damage, rng: Rng) -> Item:
    item = _any(rng)
    return Item(item.name, damage(rng, item.content))


def _made(make: Any, rng: Rng) -> Item:
    return Item("coeffs.mat", make(rng))


def _joined(rng: Rng) -> Item:
    first, second = _any(rng), _any(rng)
    return Item(first.name, first.content + second.content)


def _noise(rng: Rng) -> Item:
    return Item(f"coeffs.{rng.choice(list(_MADE))}", rng.bytes(int(rng.integers(0, 3000))))


MATS = Corpus(
    "mats",
    20_000,
    {
        "intact": partial(_made, with_meta),
        "every type": _any,
        "other values": partial(_made, other_values),
        **{f"damaged: {d.__name__}": partial(_damaged, d) for d in mutate.DAMAGES},
        "damaged again": partial(_damaged, mutate.any_damage),
        "joined": _joined,
        "noise": _noise,
        **{n: partial(_made, make) for n, make in strange_mats.KINDS.items()},
    },
    open_coeffs,
)
