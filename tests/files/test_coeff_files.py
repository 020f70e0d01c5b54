"""Coefficient files of every make are read, and written whole or not at all."""

import struct
import time
from pathlib import Path

import numpy as np
import pytest
import scipy.io
from samples import face, fake_batch, read_back, write_coeffs, write_speech

from sadcoeff import make_batch
from sadcoeff.errors import CoeffFileError
from sadcoeff.files.mat import write_mat
from sadcoeff.files.read import read_coeffs


def mat5(order: str, flags: int, kind: int, values: np.ndarray) -> bytes:
    """A MAT-5 file by hand, in either byte order, with `values` as they are."""

    def element(code: int, content: bytes) -> bytes:
        return struct.pack(f"{order}II", code, len(content)) + content + bytes(-len(content) % 8)

    matrix = element(6, struct.pack(f"{order}II", flags, 0))
    matrix += element(5, struct.pack(f"{order}ii", *values.shape))
    matrix += element(1, b"coeff_3dmm")
    matrix += element(kind, values.astype(values.dtype.newbyteorder(order)).tobytes("F"))
    mark = struct.pack(f"{order}HH", 0x0100, 0x4D49)
    return b"MATLAB 5.0 MAT-file".ljust(124) + mark + element(14, matrix)


@pytest.mark.parametrize("columns", [70, 71, 73])
@pytest.mark.parametrize("options", [{}, {"do_compression": True}, {"oned_as": "row"}])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_first_70_columns_are_read(tmp_path, columns, options, dtype):
    values = face(5, columns).astype(dtype)
    read = read_coeffs(write_coeffs(tmp_path / "face.mat", values, **options))
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, values[:, :70].astype(np.float32))


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.int32, np.int64, bool])
def test_whole_numbers_are_read(tmp_path, dtype):
    values = (np.arange(210).reshape(3, 70) % 100).astype(dtype)
    read = read_coeffs(write_coeffs(tmp_path / "face.mat", values))
    np.testing.assert_array_equal(read, values.astype(np.float32))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("flags", "kind", "dtype"),
    [(6, 9, "f8"), (7, 7, "f4"), (6, 2, "u1"), (6, 4, "u2"), (0x0206, 9, "f8")],
)
def test_both_byte_orders_and_numbers_packed_small_are_read(tmp_path, order, flags, kind, dtype):
    """MATLAB stores an array of doubles in the smallest type that holds its values."""
    values = np.arange(140).reshape(2, 70).astype(dtype)
    path = tmp_path / "matlab.mat"
    path.write_bytes(mat5(order, flags, kind, values))
    np.testing.assert_array_equal(scipy.io.loadmat(path)["coeff_3dmm"], values)
    np.testing.assert_array_equal(read_coeffs(path), values.astype(np.float32))


@pytest.mark.parametrize("compressed", [False, True])
def test_other_variables_in_the_file_are_passed_over(tmp_path, compressed):
    content = {
        "x": 1,
        "a_long_name_" * 4: "text",
        "full_3dmm": np.ones((400, 257)),
        "parts": {"coeff_3dmm": 3, "cells": np.array([1, "a"], object)},
        "empty": np.ones((0, 0)),
        "coeff_3dmm": face(4),
        "later": face(2, 5) + 1j,
    }
    scipy.io.savemat(tmp_path / "full.mat", content, do_compression=compressed)
    np.testing.assert_array_equal(read_coeffs(tmp_path / "full.mat"), face(4)[:, :70])


def test_a_file_without_the_ending_mat_is_read_and_not_another(tmp_path):
    write_coeffs(tmp_path / "face.mat", face(1))
    with pytest.raises(CoeffFileError, match="No coefficient file"):
        read_coeffs(tmp_path / "face")
    (tmp_path / "face.mat").rename(tmp_path / "face")
    assert read_coeffs(tmp_path / "face").shape == (1, 70)


def test_written_files_are_float32_and_alone_in_a_new_folder(model, tmp_path):
    out = tmp_path / "new" / "folder"
    path = Path(model.generate(fake_batch(3), out, 0, seed=1))
    assert [p.name for p in out.iterdir()] == ["face##speech.mat"]
    content = scipy.io.loadmat(path)
    assert [k for k in content if not k.startswith("__")] == ["coeff_3dmm"]
    assert content["coeff_3dmm"].dtype == np.float32
    np.testing.assert_array_equal(content["coeff_3dmm"], model.predict(fake_batch(3), 0, seed=1))


def test_the_same_content_gives_the_same_bytes_at_any_time(tmp_path, monkeypatch):
    paths = [tmp_path / "first.mat", tmp_path / "second.mat"]
    for path, now in zip(paths, ("Mon Jan  1 00:00:00 2024", "Tue Feb 29 2028"), strict=True):
        monkeypatch.setattr(time, "asctime", lambda *_, now=now: now)
        write_mat(path, face(3, 70), variables={"audio": "speech"})
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert first.startswith(b"MATLAB 5.0 MAT-file")
    assert scipy.io.loadmat(paths[0])["audio"] == "speech"


def test_writing_again_replaces_the_file(model, tmp_path):
    first = read_back(model.generate(fake_batch(3), tmp_path, 0, seed=1))
    second = read_back(model.generate(fake_batch(3), str(tmp_path), 0, seed=2))
    assert not np.array_equal(first, second)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("place", ["file", "file/below", "occupied"])
def test_a_place_that_cannot_be_written_is_named(model, tmp_path, place):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "occupied" / "face##speech.mat").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CoeffFileError, match=r"cannot be written \(\w+.*\): choose") as caught:
        model.generate(fake_batch(2), tmp_path / place, 0, seed=1)
    assert str(tmp_path / place / "face##speech.mat") in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file_and_no_part(tmp_path, monkeypatch, error):
    path = tmp_path / "face##speech.mat"
    write_mat(path, face(2, 70))
    before = path.read_bytes()

    def half(file, _):
        file.write(b"MATLAB 5.0, and then")
        raise error

    monkeypatch.setattr(scipy.io, "savemat", half)
    with pytest.raises(CoeffFileError if isinstance(error, OSError) else KeyboardInterrupt):
        write_mat(path, face(3, 70))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_rename_that_fails_leaves_no_part(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(CoeffFileError, match="Permission denied"):
        write_mat(tmp_path / "face.mat", face(2, 70))
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_can_be_given_back(model, tmp_path):
    audio = write_speech(tmp_path / "speech.wav", 25)
    path = model.generate(make_batch(audio, seed=1), tmp_path, 0, seed=1)
    batch = make_batch(audio, path, path, seed=1)
    again = model.generate(batch, tmp_path, 0, path, seed=1)
    assert Path(again).name == "neutral##speech##speech.mat"
    assert read_back(again).shape == (25, 70)
