"""Files that animate a head, beside those of coefficients, by command line and in bulk."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas
import pytest
from pygltflib import GLTF2
from samples import write_speech

from sadcoeff.bulk.manifest import MANIFEST
from sadcoeff.cli.main import main
from sadcoeff.errors import SettingError
from sadcoeff.exports import ANIMATIONS, choose_rates, write_outputs
from sadcoeff.face.arkit import arkit
from sadcoeff.files.read import read_coeffs


def key_times(path):
    gltf = GLTF2().load(path)
    return gltf.accessors[gltf.animations[0].samplers[0].input]


def test_the_command_writes_an_animated_head_beside_the_coefficients(tmp_path):
    sound = write_speech(tmp_path / "speech.wav", 25)
    out = tmp_path / "out"
    kinds = ("glb", "npy", "livelink.csv", "arkit.json", "arkit.csv")
    formats = [f"--format={kind}" for kind in kinds]
    call = [str(sound), "-o", str(out), *formats, "--fps", "60", "--device", "cpu", "--seed", "1"]
    assert main(call) == 0
    coeffs = read_coeffs(out / "neutral##speech.npy")
    times = key_times(out / "neutral##speech.glb")
    assert times.count == (len(coeffs) - 1) * 60 // 25 + 1
    assert times.max == pytest.approx([(times.count - 1) / 60])
    gltf = GLTF2().load(out / "neutral##speech.glb")
    assert gltf.animations[0].name == "speech"
    told = arkit(coeffs[:, :64])
    frames = json.loads((out / "neutral##speech.arkit.json").read_text())["frames"]
    np.testing.assert_allclose(
        [max(f["weights"]) for f in frames[::12]], told[::5].max(axis=1), atol=1e-6
    )
    with (out / "neutral##speech.livelink.csv").open(newline="") as file:
        opened = [float(row["JawOpen"]) for row in csv.DictReader(file)]
    np.testing.assert_allclose(opened[::12], told[::5, 17], atol=1e-6)
    table = pandas.read_csv(out / "neutral##speech.arkit.csv", index_col="time_s")
    np.testing.assert_allclose(table[::12], told[::5], rtol=0, atol=1e-7)
    np.testing.assert_allclose(table.index, np.arange(times.count) / 60, rtol=1e-8)


def test_so_does_the_bulk_run(tmp_path):
    write_speech(tmp_path / "in" / "speech.wav", 25)
    out = tmp_path / "out"
    call = ["batch", str(tmp_path / "in"), "-o", str(out), "--format", "glb", "--fps", "30"]
    assert main([*call, "--format", "arkit.csv", "--device", "cpu"]) == 0
    (line,) = (json.loads(text) for text in (out / MANIFEST).read_text().splitlines())
    assert line["output"] == "neutral##speech.glb"
    frames = (line["frames"] - 1) * 30 // 25 + 1
    assert key_times(out / line["output"]).count == frames
    assert len(pandas.read_csv(out / "neutral##speech.arkit.csv")) == frames


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


def test_each_animation_has_a_rate_of_its_own_unless_another_is_asked_for(tmp_path):
    coeffs = np.zeros((26, 70), np.float32)
    kinds = ["arkit.json", "livelink.csv", "npy"]
    assert choose_rates(["mat"], None) == {}
    assert choose_rates(["glb", *kinds], None) == {"glb": 25, "arkit.json": 30, "livelink.csv": 60}
    for fps, counts in ((None, (31, 61)), (25, (26, 26)), (60, (61, 61))):
        weights, take, _ = write_outputs(tmp_path, "face", 'a"},\n{/../x', coeffs, kinds, fps=fps)
        with open(take, newline="") as file:
            rows = list(csv.DictReader(file))
        frames = json.loads(Path(weights).read_text())["frames"]
        assert (len(frames), len(rows)) == counts
    assert [p.name.removeprefix("face##") for p in sorted(tmp_path.iterdir())] == [
        "a_},_{_.._x.arkit.json",
        "a_},_{_.._x.livelink.csv",
        "a_},_{_.._x.npy",
    ]


@pytest.mark.parametrize("kind", ANIMATIONS)
@pytest.mark.parametrize(
    ("rows", "column", "value", "sentence"),
    [
        (3, 0, np.nan, "expression has values that are NaN"),
        (3, 66, np.nan, "pose has values that are NaN or infinite"),
        (3, 69, np.inf, "pose has values that are NaN or infinite"),
        (0, 0, 0, "T at least 1"),
    ],
)
def test_what_no_head_can_do_is_one_sentence(tmp_path, kind, rows, column, value, sentence):
    coeffs = np.zeros((rows, 70), np.float32)
    coeffs[1:2, column] = value
    with pytest.raises(SettingError, match=sentence) as told:
        write_outputs(tmp_path / "x", "face", "speech", coeffs, [kind])
    assert str(told.value).count(".") == 1
    with pytest.raises(SettingError, match=r"they must be \(T, 70\)"):
        ANIMATIONS[kind].write(tmp_path / "x" / "take", coeffs[:, :64], 25, "speech")
    assert not (tmp_path / "x").exists()
