"""Live Link Face takes, read as CSV and timed as Unreal's importer does."""

import csv

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sadcoeff.errors import CoeffFileError, SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.livelink import head_angles, timecode, write_livelink

HEADER = (  # of a take that an iPhone recorded
    "Timecode,BlendshapeCount,EyeBlinkLeft,EyeLookDownLeft,EyeLookInLeft,EyeLookOutLeft,"
    "EyeLookUpLeft,EyeSquintLeft,EyeWideLeft,EyeBlinkRight,EyeLookDownRight,EyeLookInRight,"
    "EyeLookOutRight,EyeLookUpRight,EyeSquintRight,EyeWideRight,JawForward,JawRight,JawLeft,"
    "JawOpen,MouthClose,MouthFunnel,MouthPucker,MouthRight,MouthLeft,MouthSmileLeft,"
    "MouthSmileRight,MouthFrownLeft,MouthFrownRight,MouthDimpleLeft,MouthDimpleRight,"
    "MouthStretchLeft,MouthStretchRight,MouthRollLower,MouthRollUpper,MouthShrugLower,"
    "MouthShrugUpper,MouthPressLeft,MouthPressRight,MouthLowerDownLeft,MouthLowerDownRight,"
    "MouthUpperUpLeft,MouthUpperUpRight,BrowDownLeft,BrowDownRight,BrowInnerUp,BrowOuterUpLeft,"
    "BrowOuterUpRight,CheekPuff,CheekSquintLeft,CheekSquintRight,NoseSneerLeft,NoseSneerRight,"
    "TongueOut,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw,LeftEyePitch,LeftEyeRoll,RightEyeYaw,"
    "RightEyePitch,RightEyeRoll"
)


def seconds(code):
    """As Unreal's importer counts, which knows 60 frames a second only."""
    hours, minutes, whole, frames = code.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(whole) + float(frames) / 60


@pytest.mark.parametrize("fps", [25, 30, 60])
def test_a_take_reads_back(moving, tmp_path, fps):
    write_livelink(tmp_path / "take.csv", moving, fps)
    with (tmp_path / "take.csv").open(newline="") as file:
        assert file.readline() == HEADER + "\n"
        rows = list(csv.DictReader(file, HEADER.split(",")))
    times = [seconds(row["Timecode"]) for row in rows]
    np.testing.assert_allclose(times, np.arange((len(moving) - 1) * fps // 25 + 1) / fps, atol=1e-4)
    assert {row["BlendshapeCount"] for row in rows} == {"61"}
    assert {len(row) for row in rows} == {63}

    told = arkit(moving[:, :64])
    read = np.array([[float(row[n[0].upper() + n[1:]]) for n in ARKIT_NAMES] for row in rows])
    np.testing.assert_allclose(read.max(axis=0), told.max(axis=0), atol=1e-6)  # blinks' depth
    np.testing.assert_allclose(read[:: fps // 5], told[::5], atol=1e-6)
    turned = Rotation.from_euler(
        "YXZ", [[float(row[f"Head{a}"]) for a in ("Yaw", "Pitch", "Roll")] for row in rows]
    )
    model = Rotation.from_euler("xyz", moving[::5, 64:67])
    assert (turned[:: fps // 5].inv() * model).magnitude().max() < 1e-5
    eyes = HEADER.split(",")[-6:]
    assert {float(row[column]) for row in rows for column in eyes} == {0}


def test_head_angles_are_those_of_an_unreal_rotator():
    angles = np.random.default_rng(3).uniform(-1.5, 1.5, (200, 3))
    wanted = Rotation.from_euler("xyz", angles).as_euler("YXZ")
    np.testing.assert_allclose(head_angles(angles), wanted, atol=1e-9)
    one_each = head_angles(np.eye(3) * 0.2)  # pitch, yaw, roll
    np.testing.assert_allclose(one_each, np.eye(3)[[1, 0, 2]].T * 0.2, atol=1e-12)


@pytest.mark.parametrize(
    ("frame", "fps", "code"),
    [
        (0, 60, "00:00:00:00.000"),
        (59, 60, "00:00:00:59.000"),
        (60, 60, "00:00:01:00.000"),
        (29, 30, "00:00:00:58.000"),
        (1, 25, "00:00:00:02.400"),
        (24, 25, "00:00:00:57.600"),
        (25 * 3725 + 2, 25, "01:02:05:04.800"),
    ],
)
def test_timecodes_count_sixtieths_at_every_rate(frame, fps, code):
    assert timecode(frame, fps) == code


def test_what_cannot_be_written_leaves_nothing(moving, tmp_path):
    with pytest.raises(SettingError, match="at 50 frames a second: use 25, 30 or 60"):
        write_livelink(tmp_path / "x" / "take.csv", moving, 50)
    with pytest.raises(SettingError, match="NaN"):
        write_livelink(tmp_path / "x" / "take.csv", moving * np.float32(np.nan))
    with pytest.raises(SettingError, match="T at least 1"):
        write_livelink(tmp_path / "x" / "take.csv", moving[:0])
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(CoeffFileError, match="cannot be written"):
        write_livelink(tmp_path / "file" / "take.csv", moving)
