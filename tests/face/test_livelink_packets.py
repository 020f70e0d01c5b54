"""Packets, taken apart by the layout that Live Link Face has."""

import numpy as np
import pytest
from packets import NAMES, decode
from scipy.spatial.transform import Rotation

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.livelink_packets import LivelinkPackets


def test_every_shape_is_at_its_own_name():
    weights = np.arange(1, 53) / 64  # float32 holds them exactly
    values = decode(LivelinkPackets().encode(0, weights, np.zeros(3)))["values"]
    assert len(values) == 61
    for name, weight in zip(ARKIT_NAMES, weights, strict=True):
        assert values[name[0].upper() + name[1:]] == weight
    assert not any(values[name] for name in NAMES[52:])


def test_the_head_turns_as_in_the_coefficients():
    angles = np.array([0.1, -0.3, 0.2])
    values = decode(LivelinkPackets().encode(0, np.zeros(52), angles))["values"]
    turned = [values[f"Head{name}"] for name in ("Yaw", "Pitch", "Roll")]
    apart = Rotation.from_euler("YXZ", turned).inv() * Rotation.from_euler("xyz", angles)
    assert apart.magnitude() < 1e-6


def test_frames_are_numbered_at_25_a_second():
    packets = LivelinkPackets()
    for frame in (0, 1, 8 * 3600 * 25):
        told = decode(packets.encode(frame, np.zeros(52), np.zeros(3)))
        assert (told["frame"], told["rate"]) == (frame, 25)


def test_a_name_has_an_identifier_of_its_own_that_stays():
    def told(*name):
        return decode(LivelinkPackets(*name).encode(0, np.zeros(52), np.zeros(3)))

    assert told()["name"] == "sadcoeff"
    assert told("Anna Berg")["name"] == "Anna Berg"
    assert told()["identifier"] == told("sadcoeff")["identifier"] != told("x")["identifier"]
    assert told()["identifier"][0] == "$"
    assert len(told()["identifier"]) == 37


@pytest.mark.parametrize("name", ["", "Zoë", "a\nb", "x" * 65])
def test_a_name_that_listeners_might_not_read_is_refused(name):
    with pytest.raises(SettingError, match="use 1 to 64 printable ASCII characters"):
        LivelinkPackets(name)
