"""The animated head as a `.glb` file, parsed by pygltflib and compared with what went in."""

import numpy as np
import pytest
from pygltflib import GLTF2
from scipy.spatial.transform import Rotation

from sadcoeff.errors import CoeffFileError, SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.glb import write_head
from sadcoeff.motion.columns import ANGLES, TRANSLATION

KINDS = {5121: np.uint8, 5123: np.uint16, 5126: np.float32}
WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
HOSTILE = 'a"</script>\n\\u0000\u202e../x\udcff'


@pytest.fixture(scope="module")
def coeffs(voices):
    """(T, 70): a run with much head motion."""
    rows = voices["it_linda"][:120]
    pose = np.sin(np.arange(len(rows))[:, None] / 9 + np.arange(6)) * [0.3, 0.5, 0.2, 0.1, 0.2, 1]
    return np.concatenate([rows, pose], axis=1).astype(np.float32)


@pytest.fixture(scope="module")
def file(coeffs, tmp_path_factory):
    path = tmp_path_factory.mktemp("glb") / "take.glb"
    write_head(path, coeffs, 25, HOSTILE)
    return GLTF2().load(path)


def view(gltf, number, kind):
    found = gltf.bufferViews[number]
    start = found.byteOffset or 0
    return np.frombuffer(gltf.binary_blob()[start : start + found.byteLength], kind)


def array(gltf, number):
    """An accessor's values, (N, C)."""
    found = gltf.accessors[number]
    kind, width = KINDS[found.componentType], WIDTHS[found.type]
    if found.bufferView is not None:
        return view(gltf, found.bufferView, kind).reshape(found.count, width)
    values = np.zeros((found.count, width), kind)
    if found.sparse:
        rows = view(
            gltf, found.sparse.indices.bufferView, KINDS[found.sparse.indices.componentType]
        )
        values[rows] = view(gltf, found.sparse.values.bufferView, kind).reshape(-1, width)
    return values


def tracks(gltf):
    """Times and values of each path."""
    (animation,) = gltf.animations
    found = {}
    for channel in animation.channels:
        sampler = animation.samplers[channel.sampler]
        times = array(gltf, sampler.input)[:, 0]
        found[channel.target.path] = times, array(gltf, sampler.output)
    return found


def test_it_moves_as_the_coefficients_do(file, coeffs):
    found = tracks(file)
    times, weights = found["weights"]
    np.testing.assert_allclose(times, np.arange(len(coeffs)) / 25, atol=1e-6)
    told = arkit(coeffs[:, :64])
    assert told[:, ARKIT_NAMES.index("jawOpen")].max() > 0.1
    np.testing.assert_array_equal(weights.reshape(len(coeffs), 52), told)
    angles = Rotation.from_quat(found["rotation"][1]).as_euler("xyz")
    np.testing.assert_allclose(angles, coeffs[:, ANGLES], atol=1e-6)
    np.testing.assert_allclose(found["translation"][1], coeffs[:, TRANSLATION] / 10, atol=1e-6)


def test_it_is_a_head_with_apples_targets(file):
    (mesh,) = file.meshes
    assert mesh.extras["targetNames"] == list(ARKIT_NAMES)
    assert [file.materials[p.material].name for p in mesh.primitives] == ["skin", "mouth", "eyes"]
    for part in mesh.primitives:
        points = array(file, part.attributes.POSITION)
        normals = array(file, part.attributes.NORMAL)
        corners = array(file, part.indices)[:, 0]
        assert len(part.targets) == 52
        assert corners.max() == len(points) - 1
        np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-5)
        a, b, c = points[corners.reshape(-1, 3)].swapaxes(0, 1)
        outwards = (np.cross(b - a, c - a) * normals[corners[::3]]).sum(axis=1)
        assert (outwards > -1e-12).mean() > 0.99
    assert file.animations[0].name == HOSTILE.replace("\udcff", "?")


def test_its_neck_ends_in_a_smooth_ring(file):
    points = array(file, file.meshes[0].primitives[0].attributes.POSITION)
    x, _, z = points[points[:, 1] < points[:, 1].min() + 1e-6].T
    x, z = x - x.mean(), z - z.mean()
    radius = np.hypot(x, z)[np.argsort(np.arctan2(z, x))]
    assert len(radius) > 100
    assert np.abs(np.diff(radius, append=radius[0])).max() < 0.001  # metres


@pytest.mark.parametrize(
    ("name", "part", "side", "axis", "way"),
    [
        ("jawOpen", 0, 0, 1, -1),
        ("eyeBlinkLeft", 0, 1, 1, -1),  # the person's left is at x > 0
        ("eyeBlinkRight", 0, -1, 1, -1),
        ("mouthSmileLeft", 0, 1, 1, 1),
        ("mouthLeft", 0, 0, 0, 1),
        ("mouthRight", 0, 0, 0, -1),
        ("jawRight", 1, 0, 0, -1),
        ("tongueOut", 1, 0, 2, 1),
        ("eyeLookInLeft", 2, 1, 0, -1),
        ("eyeLookOutRight", 2, -1, 0, -1),
        ("mouthPucker", 0, 0, 2, 1),
    ],
)
def test_each_target_moves_what_it_should(file, name, part, side, axis, way):
    primitive = file.meshes[0].primitives[part]
    moved = array(file, primitive.targets[ARKIT_NAMES.index(name)]["POSITION"])
    points = array(file, primitive.attributes.POSITION)
    most = np.abs(moved[:, axis]).argmax()
    assert np.sign(moved[most, axis]) == way
    assert 0.003 < np.abs(moved[most, axis]) < 0.06  # metres
    if side:
        assert not moved[points[:, 0] * side < -0.011].any()


@pytest.mark.parametrize("fps", [30, 60])
def test_other_rates_keep_what_the_frames_show(coeffs, tmp_path, fps):
    write_head(tmp_path / "take.glb", coeffs, fps)
    found = tracks(GLTF2().load(tmp_path / "take.glb"))
    times, weights = found["weights"]
    np.testing.assert_allclose(np.diff(times), 1 / fps, atol=1e-6)
    weights, told = weights.reshape(len(times), 52), arkit(coeffs[:, :64])
    turned = told.argmax(axis=0) < len(told) - 1  # the last frame may fall between two new ones
    assert turned.sum() >= 50
    np.testing.assert_allclose(weights.max(axis=0)[turned], told.max(axis=0)[turned], atol=1e-6)
    assert len(found["rotation"][1]) == len(found["translation"][1]) == len(times)


def test_a_head_that_turns_all_the_way_takes_the_short_way_between_frames(tmp_path):
    coeffs = np.zeros((80, 70), np.float32)
    coeffs[:, 65] = np.linspace(0, 8 * np.pi, 80)
    write_head(tmp_path / "take.glb", coeffs)
    turns = tracks(GLTF2().load(tmp_path / "take.glb"))["rotation"][1]
    assert ((turns[1:] * turns[:-1]).sum(axis=1) > 0.9).all()


def test_what_cannot_be_written_leaves_nothing(coeffs, tmp_path):
    with pytest.raises(SettingError, match="use 25, 30 or 60"):
        write_head(tmp_path / "x" / "take.glb", coeffs, 24)
    with pytest.raises(SettingError, match="NaN"):
        write_head(tmp_path / "x" / "take.glb", coeffs * np.float32(np.nan))
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(CoeffFileError, match="cannot be written"):
        write_head(tmp_path / "file" / "take.glb", coeffs)
