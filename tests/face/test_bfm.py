"""The face model file, on a small one of the same layout."""

import numpy as np
import pytest
import scipy.io

from sadcoeff.errors import FaceModelError
from sadcoeff.face.bfm import FILE_NAME, find_face

POINTS = 5


def arrays():
    rng = np.random.default_rng(1)
    return {
        "meanshape": rng.normal(size=(1, 3 * POINTS)),
        "exBase": rng.normal(0, 0.05, (3 * POINTS, 64)),
        "tri": np.array([[1, 2, 3], [3, 4, 5]]),
    }


def face_of(folder, **changed):
    scipy.io.savemat(folder / FILE_NAME, {**arrays(), **changed})
    return find_face(folder)


def test_no_file_is_no_face(tmp_path):
    assert find_face(tmp_path) is None


def test_points_move_by_all_64_bases(tmp_path):
    face, given = face_of(tmp_path), arrays()
    weights = np.random.default_rng(2).normal(size=64)
    wanted = (given["meanshape"][0] + given["exBase"] @ weights).reshape(POINTS, 3)
    wanted -= given["meanshape"].reshape(POINTS, 3).mean(axis=0)
    got = face.mean + np.einsum("nbc,b->nc", face.bases.astype(np.float64), weights)
    np.testing.assert_allclose(got, wanted, atol=1e-3)
    assert face.triangles.tolist() == [[0, 1, 2], [2, 3, 4]]


def test_the_content_has_the_layout_that_the_browser_reads(tmp_path):
    face = face_of(tmp_path)
    assert np.frombuffer(face.content, np.uint32, 2).tolist() == [POINTS, 2]
    assert len(face.content) == 8 + 12 * POINTS + 12 * 2 + 2 * 3 * 64 * POINTS
    mean = np.frombuffer(face.content, np.float32, 3 * POINTS, 8).reshape(POINTS, 3)
    np.testing.assert_array_equal(mean, face.mean)


def test_another_face_has_another_name(tmp_path):
    names = {face_of(tmp_path, meanshape=arrays()["meanshape"] * s).file_name for s in (1, 1, 2)}
    assert len(names) == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"meanshape": np.zeros((1, 16))}, "meanshape in .* three numbers per point"),
        ({"exBase": np.zeros((15, 63))}, r"exBase in .* \(15, 63\) instead of \(15, 64\)"),
        ({"tri": np.array([[0, 1, 2]])}, "must number points from 1 to 5"),
        ({"tri": np.array([[1, 2, 6]])}, "must number points from 1 to 5"),
        ({"tri": np.ones((3, 4))}, r"instead of \(F, 3\)"),
        ({"tri": "words"}, "no array of real numbers called tri"),
        ({"exBase": np.full((15, 64), np.nan)}, "exBase in .* NaN or infinite"),
    ],
)
def test_an_array_that_does_not_fit_is_named(tmp_path, changed, sentence):
    with pytest.raises(FaceModelError, match=sentence):
        face_of(tmp_path, **changed)


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"no MAT file at all" * 20)
    with pytest.raises(FaceModelError, match=f"'{FILE_NAME}' cannot be read as a MAT file"):
        find_face(tmp_path)
