"""What the guide tells people to type does what it says."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.io import savemat
from scipy.spatial.transform import Rotation

from sadcoeff.files.write import write

GUIDE = (Path(__file__).parents[2] / "sadcoeff" / "assets" / "guide.md").read_text("utf-8")
TO_BLENDER = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])  # y up becomes z up, towards you is -y


def snippet(holding):
    return next(code for code in re.findall(r"```python\n(.*?)```", GUIDE, re.S) if holding in code)


@pytest.fixture
def coeffs():
    return np.random.default_rng(5).normal(0, 0.3, (12, 70)).astype(np.float32)


class Head:
    """Takes keyframes as a Blender object does."""

    def __init__(self):
        self.keys = {}

    def keyframe_insert(self, what, frame):
        assert what == "rotation_euler"
        self.keys[frame] = self.rotation_euler


def test_the_blender_snippet_turns_the_head_as_the_face_model_does(coeffs, tmp_path, monkeypatch):
    write(tmp_path / "neutral##speech.csv", coeffs, "csv")
    head, render = Head(), SimpleNamespace(fps=24)
    context = SimpleNamespace(object=head, scene=SimpleNamespace(render=render))
    monkeypatch.setitem(sys.modules, "bpy", SimpleNamespace(context=context))
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet("bpy"), "guide.md", "exec"), {})

    assert head.rotation_mode == "XZY"
    assert render.fps == 25
    assert sorted(head.keys) == list(range(1, 13))
    for row, frame in zip(coeffs, sorted(head.keys), strict=True):
        x, y, z = head.keys[frame]
        turned = Rotation.from_euler("xzy", [x, z, y]).as_matrix()  # Blender's XZY: X first
        model = Rotation.from_euler("xyz", row[64:67]).as_matrix()  # Rz @ Ry @ Rx
        np.testing.assert_allclose(turned, TO_BLENDER @ model @ TO_BLENDER.T, atol=1e-6)


def test_the_plotting_snippet_saves_a_picture(coeffs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet("face_figure"), "guide.md", "exec"), {"coeffs": coeffs})
    assert (tmp_path / "face.png").read_bytes().startswith(b"\x89PNG")


def test_the_python_snippet_splits_the_columns(coeffs, tmp_path, monkeypatch):
    savemat(tmp_path / "neutral##speech.mat", {"coeff_3dmm": coeffs})
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(snippet("loadmat"), "guide.md", "exec"), names)
    assert [names[n].shape[1] for n in ("expression", "angles", "translation")] == [64, 3, 3]
    np.testing.assert_array_equal(names["angles"], coeffs[:, 64:67])
