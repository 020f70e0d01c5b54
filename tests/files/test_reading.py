"""Reading coefficient files of every kind, and one sentence for each that is unusable."""

import io
import pickle
import zipfile

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from made_up import rows

import sadcoeff.files.coeffs
import sadcoeff.files.read
from sadcoeff.errors import CoeffFileError
from sadcoeff.exports import write_outputs
from sadcoeff.files.layouts import CSV_NAMES
from sadcoeff.files.read import read_any, read_coeffs
from sadcoeff.files.write import FORMATS, write
from sadcoeff.motion.meta import Meta

FULL = rows(12, 257, seed=4)
IN_FULL = np.hstack([FULL[:, 80:144], FULL[:, 224:227], FULL[:, 254:]])
CROPPED = rows(12, 73, seed=5)


def saved(path, **variables):
    scipy.io.savemat(path, variables)
    return path


@pytest.mark.parametrize("key", ["coeff_3dmm", "coeff", "full_3dmm"])
@pytest.mark.parametrize(
    ("values", "wanted"),
    [(CROPPED[:, :70], CROPPED[:, :70]), (CROPPED, CROPPED[:, :70]), (FULL, IN_FULL)],
)
def test_every_key_and_layout_of_a_mat_file(tmp_path, key, values, wanted):
    got = read_any(saved(tmp_path / "a.mat", **{key: values}))
    np.testing.assert_array_equal(got.values, wanted)
    assert got.values.dtype == np.float32
    assert (got.columns, got.key, got.meta) == (values.shape[1], key, Meta(fps=None))


@pytest.mark.parametrize(("values", "wanted"), [(CROPPED, CROPPED[:, :70]), (FULL, IN_FULL)])
def test_every_layout_of_an_npy_file(tmp_path, values, wanted):
    np.save(tmp_path / "a.npy", values.astype(np.float64))
    got = read_any(tmp_path / "a.npy")
    np.testing.assert_array_equal(got.values, wanted)
    assert (got.columns, got.key) == (values.shape[1], None)


def test_a_batch_of_one_is_the_sequence_in_it(tmp_path):
    np.save(tmp_path / "a.npy", FULL[None])
    for path in (tmp_path / "a.npy", saved(tmp_path / "a.mat", coeff=FULL[None])):
        np.testing.assert_array_equal(read_any(path).values, IN_FULL)


def test_sadtalkers_own_face_file_gives_its_73_columns(tmp_path):
    path = saved(tmp_path / "a.mat", full_3dmm=FULL, coeff_3dmm=CROPPED)
    np.testing.assert_array_equal(read_any(path).values, CROPPED[:, :70])


def test_a_key_without_numbers_is_skipped(tmp_path):
    path = saved(tmp_path / "a.mat", coeff_3dmm="none", coeff=FULL)
    assert read_any(path).key == "coeff"


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_written_is_read_back(tmp_path, kind):
    meta = Meta(30.0, 7, -5, "demo.safetensors", "Grüße 你好", "0.1.0", 31.25)
    (path,) = write_outputs(tmp_path, "face", "speech", IN_FULL, [kind], meta)
    got = read_any(path)
    np.testing.assert_array_equal(got.values, IN_FULL)
    wanted = {"mat": meta, "mat73": meta, "mat257": meta, "csv": Meta(fps=30.0)}
    assert got.meta == wanted.get(kind, Meta(fps=None))
    np.testing.assert_array_equal(read_coeffs(path), got.values)


def test_a_csv_that_a_spreadsheet_saved_again(tmp_path):
    write(tmp_path / "a.csv", IN_FULL, "csv")
    text = (tmp_path / "a.csv").read_text()
    (tmp_path / "a.csv").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    np.testing.assert_array_equal(read_any(tmp_path / "a.csv").values, IN_FULL)


def test_one_frame_has_no_frame_rate_of_its_own(tmp_path):
    write(tmp_path / "a.csv", IN_FULL[:1], "csv")
    got = read_any(tmp_path / "a.csv")
    assert (len(got.values), got.meta.fps) == (1, None)


@pytest.mark.parametrize(
    "other",
    [
        {"fps": "25", "seed": np.ones(3), "audio": FULL[:2], "weights": 3.0},
        {"fps": np.nan, "pose_style": {"a": 1}, "version": np.array(["a", "b"], object)},
        {"fps": -1, "audio": "x" * 5000, "seed": scipy.sparse.eye(2), "raised_db": "20"},
    ],
)
def test_variables_of_another_meaning_are_passed_over(tmp_path, other):
    assert read_any(saved(tmp_path / "a.mat", coeff=FULL, **other)).meta == Meta(fps=None)


def npy(values) -> bytes:
    file = io.BytesIO()
    np.save(file, values, allow_pickle=True)
    return file.getvalue()


def lines(*rows: str) -> bytes:
    return "\n".join([",".join(CSV_NAMES), *rows]).encode()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as held:
        held.writestr("a.npy", npy(FULL))
    return file.getvalue()


ONES = ",".join(["1"] * 71)
NOT_NUMPY = "'a.npy' cannot be read as a NumPy file of numbers"
NOT_CSV = (
    "'a.csv' cannot be read as a CSV of this program: below the names, every line must hold 71"
)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.npy", b"", NOT_NUMPY),
        ("a.npy", b"nonsense", NOT_NUMPY),
        ("a.npy", npy(FULL)[:500], NOT_NUMPY),
        ("a.npy", npy(FULL).replace(b"(12", b"(((", 1), NOT_NUMPY),
        ("a.npy", npy(FULL).replace(b"(12", b"(-1", 1), NOT_NUMPY),
        ("a.npy", npy({"coeff": FULL}), NOT_NUMPY),
        ("a.npy", pickle.dumps(FULL), NOT_NUMPY),
        ("a.npy", archive(), NOT_NUMPY),
        ("a.npy", npy(FULL[:, :69]), r"'a.npy' has the shape \(12, 69\): it must have rows of 70"),
        ("a.npy", npy(FULL[0]), r"'a.npy' has the shape \(257,\)"),
        ("a.npy", npy(np.ones((2, 3, 70))), r"'a.npy' has the shape \(2, 3, 70\)"),
        ("a.npy", npy(np.ones((3, 70), complex)), "'a.npy' does not hold real numbers"),
        ("a.npy", npy(np.full((3, 70), 1e300)), "'a.npy' has values that are NaN or infinite"),
        ("a.csv", b"", "'a.csv' is not a CSV of this program's coefficients: its first line must"),
        ("a.csv", b"time,x\n1,2\n", "'a.csv' is not a CSV of this program's coefficients"),
        ("a.csv", lines(), "'a.csv' has no rows: it needs at least one frame"),
        ("a.csv", lines(ONES[:-2]), NOT_CSV),
        ("a.csv", lines(ONES, ONES[:-2]), NOT_CSV),
        ("a.csv", lines(ONES.replace("1", "one")), NOT_CSV),
        ("a.csv", b"\xff\xfe\x00", NOT_CSV),
        ("a.csv", lines(ONES.replace("1", "nan")), "'a.csv' has values that are NaN or infinite"),
        ("a.mat", b"", "'a.mat' cannot be read as a MAT file of version 5 to 7.2"),
        ("a.mat", npy(FULL), "'a.mat' cannot be read as a MAT file of version 5 to 7.2"),
    ],
)
def test_an_unusable_file_is_refused_in_one_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CoeffFileError, match=sentence) as caught:
        read_any(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"coefs": FULL}, "'a.mat' has no array of real numbers called coeff_3dmm, coeff or full_"),
        ({"coeff": "text"}, "'a.mat' has no array of real numbers"),
        ({"coeff": FULL * 1j}, "'a.mat' has no array of real numbers"),
        ({"coeff": scipy.sparse.csc_matrix(FULL)}, "'a.mat' has no array of real numbers"),
        ({"coeff": FULL[:0]}, "coeff in 'a.mat' has no rows: it needs at least one frame"),
        ({"coeff": FULL[:, :200]}, r"coeff in 'a.mat' has the shape \(12, 200\)"),
        ({"coeff": FULL * np.nan}, "coeff in 'a.mat' has values that are NaN or infinite"),
    ],
)
def test_an_unusable_mat_file_is_refused_in_one_sentence(tmp_path, variables, sentence):
    with pytest.raises(CoeffFileError, match=sentence):
        read_any(saved(tmp_path / "a.mat", **variables))


def test_an_empty_npy_has_no_rows(tmp_path):
    np.save(tmp_path / "a.npy", FULL[:0])
    with pytest.raises(CoeffFileError, match=r"'a\.npy' has no rows"):
        read_any(tmp_path / "a.npy")


@pytest.mark.parametrize("name", ["gone.mat", "gone.npy", "gone.csv", "a" * 300])
def test_a_missing_file_is_named(tmp_path, name):
    with pytest.raises(CoeffFileError, match=r"No coefficient file .*: check the path"):
        read_any(tmp_path / name)


@pytest.mark.parametrize("name", ["a.mat", "a.npy", "a.csv"])
def test_too_many_rows_are_refused(tmp_path, monkeypatch, name):
    write(tmp_path / name, IN_FULL, name[-3:])
    monkeypatch.setattr(sadcoeff.files.coeffs, "MAX_VALUES", 11 * 70)
    with pytest.raises(CoeffFileError, match="has 12 rows, more than the limit of 11: split it"):
        read_any(tmp_path / name)


def test_a_small_file_of_a_huge_array_is_refused_before_it_is_loaded(tmp_path):
    huge = np.zeros((sadcoeff.files.coeffs.MAX_VALUES // 70 + 1, 70), np.uint8)
    scipy.io.savemat(tmp_path / "a.mat", {"coeff": huge}, do_compression=True)
    assert (tmp_path / "a.mat").stat().st_size < 100_000
    with pytest.raises(CoeffFileError, match="has 342858 rows, more than the limit of 342857"):
        read_any(tmp_path / "a.mat")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    with (tmp_path / "a.npy").open("wb") as file:
        file.truncate(sadcoeff.files.read.MAX_BYTES + 1)  # takes no room on the disk
    with pytest.raises(CoeffFileError, match=r"'a.npy' has 1.0 GB, more than the limit of 1.0 GB"):
        read_any(tmp_path / "a.npy")
