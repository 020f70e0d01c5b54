"""Every format read back by somebody else's reader."""

import csv

import numpy as np
import pytest
import scipy.io
from made_up import rows

from sadcoeff.errors import CoeffFileError, SettingError
from sadcoeff.exports import write_outputs
from sadcoeff.files.write import FORMATS, write
from sadcoeff.motion.meta import Meta

COEFFS = rows(30)
META = Meta(
    pose_style=7, seed=2**40, weights="demo.safetensors", audio="Grüße 你好", version="0.1.0"
)


def test_mat_is_what_sadtalker_reads_and_says_how_it_was_made(tmp_path):
    write(tmp_path / "a.mat", COEFFS, "mat", META)
    content = scipy.io.loadmat(tmp_path / "a.mat")
    assert content["coeff_3dmm"].dtype == np.float32
    np.testing.assert_array_equal(content["coeff_3dmm"], COEFFS)
    said = {k: v.item() for k, v in content.items() if k[0] != "_" and k != "coeff_3dmm"}
    assert said == {
        "fps": 25.0,
        "pose_style": 7,
        "seed": 2**40,
        "weights": "demo.safetensors",
        "audio": "Grüße 你好",
        "version": "0.1.0",
    }


def test_what_is_not_known_is_left_out(tmp_path):
    write(tmp_path / "a.mat", COEFFS)
    names = {k for k in scipy.io.loadmat(tmp_path / "a.mat") if k[0] != "_"}
    assert names == {"coeff_3dmm", "fps"}


@pytest.mark.parametrize("seed", [0, -(2**63), 2**63 - 1, 2**64 - 1])
def test_every_seed_fits(tmp_path, seed):
    write(tmp_path / "a.mat", COEFFS, "mat", Meta(seed=seed))
    assert scipy.io.loadmat(tmp_path / "a.mat")["seed"].item() == seed


def test_csv_names_columns_and_units_and_loses_no_digit(tmp_path):
    write(tmp_path / "a.csv", COEFFS, "csv", META)
    with (tmp_path / "a.csv").open(newline="", encoding="ascii") as file:
        table = list(csv.DictReader(file))
    names = list(table[0])
    assert names[:3] == ["time_s", "exp_00", "exp_01"]
    assert names[64:] == [
        *("exp_63", "pitch_rad", "yaw_rad", "roll_rad"),
        *("x_model_units", "y_model_units", "z_model_units"),
    ]
    assert [float(line["time_s"]) for line in table] == [i / 25 for i in range(30)]
    got = np.array([[float(line[n]) for n in names[1:]] for line in table]).astype(np.float32)
    np.testing.assert_array_equal(got, COEFFS)


def test_csv_times_follow_the_frame_rate(tmp_path):
    write(tmp_path / "a.csv", COEFFS, "csv", Meta(fps=30))
    times = np.loadtxt(tmp_path / "a.csv", delimiter=",", skiprows=1)[:, 0]
    np.testing.assert_allclose(times, np.arange(30) / 30, atol=1e-9)


def test_npy_is_the_bare_array(tmp_path):
    write(tmp_path / "a.npy", COEFFS.astype(np.float64), "npy")
    got = np.load(tmp_path / "a.npy", allow_pickle=False)
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, COEFFS)


@pytest.mark.parametrize("kind", ["mat257", "npy257"])
def test_257_columns_lie_where_face_trackers_have_them(tmp_path, kind):
    (path,) = write_outputs(tmp_path, "face", "speech", COEFFS, [kind], META)
    full = scipy.io.loadmat(path)["coeff"] if kind == "mat257" else np.load(path)
    assert (full.shape, full.dtype) == ((30, 257), np.float32)
    parts = np.split(full, np.cumsum([80, 64, 80, 3, 27]), axis=1)
    identity, expression, texture, angles, lighting, translation = parts
    np.testing.assert_array_equal(expression, COEFFS[:, :64])
    np.testing.assert_array_equal(angles, COEFFS[:, 64:67])
    np.testing.assert_array_equal(translation, COEFFS[:, 67:])
    assert not np.hstack([identity, texture, lighting]).any()


def test_names_keep_the_recordings_and_differ(tmp_path):
    paths = write_outputs(tmp_path / "new", "face", "a/b", COEFFS, FORMATS)
    assert paths == [
        str(tmp_path / "new" / f"face##a_b{suffix}")
        for suffix in (".mat", ".csv", ".npy", ".coeff73.mat", ".coeff257.mat", ".coeff257.npy")
    ]
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == sorted(
        p.rpartition("/")[2] for p in paths
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path, kind, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(CoeffFileError, match=r"cannot be written .*No space left on device"):
        write(path, COEFFS, kind, META)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path):
    sentence = "Unknown format 'xls': use one of mat, csv, npy, mat73, mat257, npy257"
    with pytest.raises(SettingError, match=sentence):
        write_outputs(tmp_path / "new", "face", "speech", COEFFS, ["mat", "xls"])
    assert not (tmp_path / "new").exists()
