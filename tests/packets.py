"""Live Link Face packets taken apart by the app's layout, as those who listen read them."""

import socket
import struct
from contextlib import contextmanager

# The order of the values in a packet: not that of the app's CSV, whose jaw and mouth have Right
# before Left.
_TEXT = """
EyeBlinkLeft EyeLookDownLeft EyeLookInLeft EyeLookOutLeft EyeLookUpLeft EyeSquintLeft EyeWideLeft
EyeBlinkRight EyeLookDownRight EyeLookInRight EyeLookOutRight EyeLookUpRight EyeSquintRight
EyeWideRight JawForward JawLeft JawRight JawOpen MouthClose MouthFunnel MouthPucker MouthLeft
MouthRight MouthSmileLeft MouthSmileRight MouthFrownLeft MouthFrownRight MouthDimpleLeft
MouthDimpleRight MouthStretchLeft MouthStretchRight MouthRollLower MouthRollUpper MouthShrugLower
MouthShrugUpper MouthPressLeft MouthPressRight MouthLowerDownLeft MouthLowerDownRight
MouthUpperUpLeft MouthUpperUpRight BrowDownLeft BrowDownRight BrowInnerUp BrowOuterUpLeft
BrowOuterUpRight CheekPuff CheekSquintLeft CheekSquintRight NoseSneerLeft NoseSneerRight TongueOut
HeadYaw HeadPitch HeadRoll LeftEyeYaw LeftEyePitch LeftEyeRoll RightEyeYaw RightEyePitch
RightEyeRoll
"""
NAMES = _TEXT.split()


def decode(packet):
    """Of a packet: what it says by name."""
    (version,) = struct.unpack_from("<I", packet)  # and, of the identifier's length 36, the "$"
    identifier = packet[4:41].decode()
    (length,) = struct.unpack_from("!i", packet, 41)
    end = 45 + length
    frame, part, rate, denominator, count = struct.unpack_from("!IIIIB", packet, end)
    values = struct.unpack_from("!61f", packet, end + 17)
    assert len(packet) == end + 17 + 61 * 4
    assert (version, count) == (6, 61)
    return {
        "identifier": identifier,
        "name": packet[45:end].decode(),
        "frame": frame + part,
        "rate": rate / denominator,
        "values": dict(zip(NAMES, values, strict=True)),
    }


@contextmanager
def listen(host="127.0.0.1"):
    """A function that gives the next packet, and the port it comes to."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as listener:
        listener.bind((host, 0))
        listener.settimeout(60)
        yield lambda: decode(listener.recv(2048)), listener.getsockname()[1]
