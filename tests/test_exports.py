"""Files that animate a head, beside those of coefficients, by command line and in bulk."""

import json

import numpy as np
import pytest
from pygltflib import GLTF2
from samples import write_speech

from sadcoeff.bulk.manifest import MANIFEST
from sadcoeff.cli.main import main
from sadcoeff.errors import SettingError
from sadcoeff.exports import check_rate, write_outputs
from sadcoeff.face.arkit import arkit
from sadcoeff.files.read import read_coeffs


def key_times(path):
    gltf = GLTF2().load(path)
    return gltf.accessors[gltf.animations[0].samplers[0].input]


def test_the_command_writes_an_animated_head_beside_the_coefficients(tmp_path):
    sound = write_speech(tmp_path / "speech.wav", 25)
    out = tmp_path / "out"
    call = [str(sound), "-o", str(out), "--format", "glb", "--format", "npy", "--fps", "60"]
    assert main([*call, "--device", "cpu", "--seed", "1"]) == 0
    coeffs = read_coeffs(out / "neutral##speech.npy")
    times = key_times(out / "neutral##speech.glb")
    assert times.count == (len(coeffs) - 1) * 60 // 25 + 1
    assert times.max == pytest.approx([(times.count - 1) / 60])
    gltf = GLTF2().load(out / "neutral##speech.glb")
    assert gltf.animations[0].name == "speech"
    assert arkit(coeffs[:, :64]).shape == (len(coeffs), 52)


def test_so_does_the_bulk_run(tmp_path):
    write_speech(tmp_path / "in" / "speech.wav", 25)
    out = tmp_path / "out"
    call = ["batch", str(tmp_path / "in"), "-o", str(out), "--format", "glb", "--fps", "30"]
    assert main([*call, "--device", "cpu"]) == 0
    (line,) = (json.loads(text) for text in (out / MANIFEST).read_text().splitlines())
    assert line["output"] == "neutral##speech.glb"
    assert key_times(out / line["output"]).count == (line["frames"] - 1) * 30 // 25 + 1


@pytest.mark.parametrize("command", [[], ["batch"]])
def test_a_rate_without_an_animation_is_refused(tmp_path, capsys, command):
    sound = write_speech(tmp_path / "in" / "speech.wav", 25)
    source = str(tmp_path / "in") if command else str(sound)
    assert main([*command, source, "-o", str(tmp_path / "out"), "--fps", "30"]) != 0
    assert "leave it out, or choose the format glb" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_where_one_kind_or_the_rate_is_unknown(tmp_path):
    coeffs = np.zeros((3, 70), np.float32)
    with pytest.raises(SettingError, match="Unknown format 'fbx'"):
        write_outputs(tmp_path / "x", "face", "speech", coeffs, ["glb", "fbx"])
    with pytest.raises(SettingError, match="29 frames a second"):
        write_outputs(tmp_path / "x", "face", "speech", coeffs, ["mat", "glb"], fps=29)
    assert not (tmp_path / "x").exists()
    assert check_rate(["mat"], None) == 25
