"""The files of neighbouring programs: read as they are, written as their own code reads them."""

import numpy as np
import pytest
import scipy.io
from made_up import rows

from sadcoeff.errors import CoeffFileError
from sadcoeff.files.layouts import TYPICAL_CROP
from sadcoeff.files.read import read_any, read_coeffs
from sadcoeff.files.write import write

COEFFS = rows(30, seed=3)
CROP = np.array([256, 256, 0.93, 130.5, 121.25], np.float32)


def parts(frames=12, **changes):
    """What Deep3DFaceRecon_pytorch saves."""
    widths = {"id": 80, "exp": 64, "tex": 80, "angle": 3, "gamma": 27, "trans": 3}
    whole = {name: rows(frames, width, seed=width) for name, width in widths.items()}
    return {**whole, "lm68": np.zeros((frames, 68, 2)), **changes}


def saved(path, variables):
    scipy.io.savemat(path, variables)
    return path


def sadtalkers_text(values):
    """As SadTalker's renderer writes it: seven characters of each number, exponents lost."""
    lines = ("".join(f"{str(number)[:7]}  \t" for number in row) + "\n" for row in values)
    return "".join(lines)


def test_the_parts_of_deep3dfacerecon_are_put_together(tmp_path):
    content = parts()
    got = read_any(saved(tmp_path / "a.mat", content))
    wanted = np.hstack([content["exp"], content["angle"], content["trans"]])
    np.testing.assert_array_equal(got.with_pose(), wanted)
    assert (got.columns, got.has_pose, got.crop) == (70, True, None)


@pytest.mark.parametrize(
    ("changes", "shapes"),
    [
        ({"angle": rows(11, 3)}, r"\(12, 64\), \(11, 3\), \(12, 3\)"),
        ({"trans": rows(12, 4)}, r"\(12, 64\), \(12, 3\), \(12, 4\)"),
        ({"exp": rows(12, 65)}, r"\(12, 65\), \(12, 3\), \(12, 3\)"),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(tmp_path, changes, shapes):
    sentence = f"exp, angle, trans in 'a.mat' have the shapes {shapes}: they must have 64, 3, 3"
    with pytest.raises(CoeffFileError, match=sentence):
        read_any(saved(tmp_path / "a.mat", parts(**changes)))


@pytest.mark.parametrize("name", ["a.npy", "a.mat", "part.mat", "a.txt"])
def test_an_expression_alone_serves_where_no_pose_is_needed(tmp_path, name):
    expression, path = COEFFS[:, :64], tmp_path / name
    if name == "a.npy":
        np.save(path, expression)
    elif name == "a.txt":
        np.savetxt(path, expression, "%.9g")
    else:
        saved(path, {"coeff_3dmm" if name == "a.mat" else "exp": expression})
    got = read_any(path)
    np.testing.assert_array_equal(got.expression, expression)
    assert not got.has_pose
    with pytest.raises(CoeffFileError, match=r"holds an expression alone \(64 columns\), and here"):
        read_coeffs(path)


@pytest.mark.parametrize("columns", [70, 73])
def test_sadtalkers_text_is_read_without_its_lost_exponents(tmp_path, columns):
    values = np.hstack([rows(400, 70, seed=8), np.tile(CROP[2:], (400, 1))])[:, :columns]
    values[:, 60:64] *= 0.01  # as small as real ones
    values[5, 2], values[9, 3] = -5.9604645e-05, 8.2816e-11
    values[20:24, 1] = 1.2345678, 1.5, 1.9, 1.23  # truly large for four frames
    values[19, 1], values[24, 1] = 0.9, 0.8
    (tmp_path / "a.txt").write_text(sadtalkers_text(values))
    naive = np.array([[float(w) for w in ("-5.9604", "1.23456")]])
    assert np.abs(naive).min() > 1  # what the text says
    got = read_any(tmp_path / "a.txt")
    lost = (np.abs(values[:, :70]) < 1e-4).sum()
    assert lost > 20
    np.testing.assert_allclose(got.values, values[:, :70], rtol=0, atol=1.01e-4)
    assert got.columns == columns
    if columns == 73:
        np.testing.assert_allclose(got.crop, CROP, rtol=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "words and no numbers\n",
        sadtalkers_text(COEFFS[:2]) + "1 2 3\n",
        sadtalkers_text(COEFFS[:2, :69]),
        sadtalkers_text(COEFFS[:2]).replace("0.0", "-------", 1),
        "\0" * 100,
        "\n" * 60_001,
    ],
)
def test_other_texts_are_refused_in_one_sentence(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(CoeffFileError, match=r"'a\.txt' cannot be read as SadTalker's text"):
        read_any(tmp_path / "a.txt")


def test_an_empty_text_has_no_rows(tmp_path):
    (tmp_path / "a.txt").write_text("\n")
    with pytest.raises(CoeffFileError, match=r"'a\.txt' has no rows"):
        read_any(tmp_path / "a.txt")


def test_the_257_columns_are_those_that_pirenderer_styletalk_and_dreamtalk_read(tmp_path):
    write(tmp_path / "a.mat", COEFFS, "mat257", crop=CROP)
    content = scipy.io.loadmat(tmp_path / "a.mat")
    crops = content["transform_params"]
    assert (crops.shape, crops.dtype) == ((30, 5), np.float32)
    _, _, scale, x, y = np.hsplit(crops, 5)  # PIRenderer, which needs float32 throughout
    both = np.concatenate([content["coeff"], scale, x, y], 1)
    assert both.dtype == np.float32
    np.testing.assert_array_equal(both[:, 257:260], np.tile(CROP[2:], (30, 1)))
    pose = np.hstack([content["coeff"][:, 224:227], content["coeff"][:, 254:257], crops[:, -3:]])
    np.testing.assert_array_equal(pose[:, :6], COEFFS[:, 64:])  # StyleTalk and DreamTalk
    np.testing.assert_array_equal(pose[:, 6:], np.tile(CROP[2:], (30, 1)))


def test_the_73_columns_are_a_face_of_sadtalkers(tmp_path):
    write(tmp_path / "a.mat", COEFFS, "mat73", crop=CROP)
    values = scipy.io.loadmat(tmp_path / "a.mat")["coeff_3dmm"]
    assert (values.shape, values.dtype) == ((30, 73), np.float32)
    np.testing.assert_array_equal(values[:, :70], COEFFS)
    np.testing.assert_array_equal(values[:, 70:], np.tile(CROP[2:], (30, 1)))


@pytest.mark.parametrize("kind", ["mat73", "mat257"])
def test_the_crop_is_read_back_and_typical_without_a_face(tmp_path, kind):
    write(tmp_path / "a.mat", COEFFS, kind, crop=CROP)
    np.testing.assert_array_equal(read_any(tmp_path / "a.mat").crop, CROP)
    write(tmp_path / "a.mat", COEFFS, kind)
    np.testing.assert_array_equal(read_any(tmp_path / "a.mat").crop, TYPICAL_CROP)


@pytest.mark.parametrize("other", ["text", np.ones((3, 4)), CROP[None] * np.nan, CROP[None] * 1j])
def test_a_crop_of_another_kind_is_passed_over(tmp_path, other):
    path = saved(tmp_path / "a.mat", {"coeff": rows(12, 257), "transform_params": other})
    assert read_any(path).crop is None
