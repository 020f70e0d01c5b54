"""Coefficient files that cannot be used say why in one line, and leave nothing behind."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse
from samples import face, fake_batch, write_coeffs

from sadcoeff import make_batch
from sadcoeff.errors import CoeffFileError
from sadcoeff.files.read import read_coeffs

HDF5 = b"\x89HDF\r\n\x1a\n" + bytes(600)  # what -v7.3 saves, behind a header or bare
V73 = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM" + bytes(384) + HDF5
NO_MAT = {
    "empty": b"",
    "short": b"MATLAB",
    "text": b"These are words and no coefficients.\n" * 30,
    "hdf5": HDF5,
    "v7.3": V73,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(300),
}
NO_ARRAY = {
    "complex": face(3) + 1j,
    "string": "coefficients",
    "characters": np.array(["a" * 70] * 2),
    "struct": {"angles": np.ones(3)},
    "cells": np.array([[face(), "b"]], object),
    "sparse": scipy.sparse.csc_array(np.eye(70)),
}
WRONG_SHAPE = {
    "69 columns": face(3, 69),
    "74 columns": face(3, 74),
    "one number": 3.0,
    "a row": face(1, 140),
    "a column": face(70, 1),
    "3-D": np.ones((2, 70, 2)),
    "nothing": np.ones((0, 0)),
}
NOT_FINITE = {"nan": np.nan, "infinite": -np.inf, "beyond float32": 1e300}


@pytest.fixture(params=["source", "eyeblink", "ref pose", "using_refpose"])
def refusal(request, model, one_second, tmp_path):
    """Gives a file to each place that takes one, and returns the message."""
    out = tmp_path / "out"

    def read(path):
        run = {
            "source": lambda: make_batch(one_second, path),
            "eyeblink": lambda: make_batch(one_second, None, path),
            "ref pose": lambda: model.generate(fake_batch(2), out, 0, path, seed=1),
            "using_refpose": lambda: model.using_refpose(face(2, 70), path),
        }[request.param]
        with pytest.raises(CoeffFileError) as caught:
            run()
        assert "\n" not in str(caught.value)
        assert not out.exists()
        return str(caught.value)

    return read


@pytest.mark.parametrize("name", ["absent.mat", "x" * 300, "nul\0byte.mat"])
def test_a_missing_file_is_named(refusal, tmp_path, name):
    path = f"{tmp_path}/{name}"
    assert refusal(path) == f"No coefficient file '{path}': check the path."


def test_files_of_another_kind_are_named(refusal, tmp_path):
    for name, content in NO_MAT.items():
        (tmp_path / f"{name}.mat").write_bytes(content)
        assert f"'{name}.mat' cannot be read as a MAT file" in refusal(tmp_path / f"{name}.mat")


def test_anything_but_an_array_of_real_numbers_is_named(refusal, tmp_path):
    for name, value in NO_ARRAY.items():
        path = write_coeffs(tmp_path / f"{name}.mat", value)
        assert f"'{name}.mat' has no array of real numbers called coeff_3dmm" in refusal(path)


def test_a_file_without_coeff_3dmm_is_named(refusal, tmp_path):
    path = write_coeffs(tmp_path / "other.mat", face(), key="pose")
    assert "'other.mat' has no array of real numbers called coeff_3dmm" in refusal(path)


def test_version_4_files_are_refused_and_say_how_to_save_them(refusal, tmp_path):
    old = write_coeffs(tmp_path / "old.mat", face(3).astype(np.float64), format="4")
    (tmp_path / "zeros.mat").write_bytes(bytes(500))
    for path in (old, tmp_path / "zeros.mat"):
        assert refusal(path) == (
            f"'{path.name}' looks like a MAT file of version 4, which is not supported: save it "
            "again with scipy.io.savemat, or in MATLAB with -v7."
        )


def test_a_wrong_shape_is_quoted(refusal, tmp_path):
    for name, value in WRONG_SHAPE.items():
        path = write_coeffs(tmp_path / f"{name}.mat", value)
        shape = np.shape(value) if np.ndim(value) else (1, 1)
        assert f"coeff_3dmm in '{name}.mat' has the shape {shape}" in refusal(path)


def test_no_rows_are_named(refusal, tmp_path):
    path = write_coeffs(tmp_path / "none.mat", np.ones((0, 70)))
    assert "coeff_3dmm in 'none.mat' has no rows" in refusal(path)


@pytest.mark.filterwarnings("error")
def test_values_that_are_not_finite_are_named(refusal, tmp_path):
    for name, value in NOT_FINITE.items():
        coeffs = face(3).astype(np.float64)
        coeffs[1, 69] = value
        path = write_coeffs(tmp_path / f"{name}.mat", coeffs)
        assert f"coeff_3dmm in '{name}.mat' has values that are NaN or infinite" in refusal(path)


@pytest.mark.parametrize("compressed", [False, True])
def test_every_cut_of_a_file_is_refused(tmp_path, compressed):
    whole = write_coeffs(tmp_path / "whole.mat", face(1, 70), do_compression=compressed)
    content = whole.read_bytes()
    for length in range(0, len(content), 5):
        (tmp_path / "cut.mat").write_bytes(content[:length])
        with pytest.raises(CoeffFileError, match=r"'cut\.mat' (cannot be read as|has no array)"):
            read_coeffs(tmp_path / "cut.mat")


def test_a_damaged_type_code_does_not_end_the_process(tmp_path):
    """scipy's reader crashes on type codes that are not in the format."""
    code = f"""
from pathlib import Path
from sadcoeff.errors import CoeffFileError
from sadcoeff.files.read import read_coeffs
content = bytearray(Path({str(write_coeffs(tmp_path / "whole.mat", face(2, 70)))!r}).read_bytes())
where = content.index(b"coeff_3dmm") + 16
refused = 0
for low in (0, 8, 14, 19, 77, 255):
    for high in (0, 1, 83):
        content[where : where + 2] = bytes([low, high])
        Path({str(tmp_path / "bad.mat")!r}).write_bytes(content)
        try:
            read_coeffs({str(tmp_path / "bad.mat")!r})
        except CoeffFileError:
            refused += 1
print(refused)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "18\n")
