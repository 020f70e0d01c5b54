"""Packets sent to a listener of our own, to nobody, and to places that are none."""

import errno
import os
import socket

import numpy as np
import pytest
from packets import listen

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, ArkitStream
from sadcoeff.face.livelink import head_angles
from sadcoeff.live.livelink import PORT, LiveLink, _split

ROWS = np.random.default_rng(2).normal(0, 0.3, (5, 70)).astype(np.float32)


def hosts():
    """Of this machine, with IPv6 where it has that."""
    try:
        with listen("::1"):
            return ["127.0.0.1", "::1"]
    except OSError:
        return ["127.0.0.1"]


@pytest.mark.parametrize("host", hosts())
def test_a_listener_reads_the_face(host):
    with listen(host) as (receive, port):
        link = LiveLink(f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "me")
        for row in ROWS:
            link.send(row)
        told = [receive() for _ in ROWS]
        link.close()
    assert [t["frame"] for t in told] == list(range(5))
    assert {(t["name"], t["rate"]) for t in told} == {("me", 25)}
    weights, angles = ArkitStream().push(ROWS[:, :64]), head_angles(ROWS[:, 64:67])
    assert weights.max() > 0.3
    for t, w, a in zip(told, weights, angles, strict=True):
        values = t["values"]
        got = [values[n[0].upper() + n[1:]] for n in ARKIT_NAMES]
        np.testing.assert_allclose(got, w, atol=1e-6)
        got = [values[f"Head{n}"] for n in ("Yaw", "Pitch", "Roll")]
        np.testing.assert_allclose(got, a, atol=1e-6)


def test_nobody_has_to_listen_from_the_start():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    said = []
    link = LiveLink(f"localhost:{port}", report=said.append)
    for row in ROWS[:4]:  # the system hears at once that the port is closed
        link.send(row)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind(("127.0.0.1", port))
        late.settimeout(60)
        link.send(ROWS[4])
        assert late.recv(2048)
    link.close()
    assert said == []


def test_a_network_that_goes_is_told_once(monkeypatch):
    with listen() as (receive, port):
        said = []
        link = LiveLink(f"127.0.0.1:{port}", report=said.append)
        way, gone = link._socket, _Gone()
        for way_now in (gone, gone, way):
            monkeypatch.setattr(link, "_socket", way_now)
            link.send(ROWS[0])
        assert receive()["frame"] == 2
        link.close()
    assert said == [
        f"Live Link packets do not reach 127.0.0.1:{port} ({os.strerror(errno.ENETUNREACH)}): "
        "going on, in case the network comes back."
    ]


class _Gone:
    def sendto(self, *_):
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("studio", "studio", PORT),
        ("10.0.0.5:9000", "10.0.0.5", 9000),
        ("::1", "::1", PORT),
        ("fe80::2%eth0", "fe80::2%eth0", PORT),
        ("[::1]", "::1", PORT),
        ("[::1]:9000", "::1", 9000),
    ],
)
def test_host_and_port(address, host, port):
    assert _split(address) == (host, port)
    assert PORT == 11111


@pytest.mark.parametrize(
    "address", ["", ":9000", "host:", "host:x", "host:0", "host:65536", "host:-1", "[::1", "[]:9"]
)
def test_an_address_that_is_none_is_told(address):
    with pytest.raises(SettingError, match="use HOST or HOST:PORT, with a port of 1 to 65535"):
        LiveLink(address)


def test_an_unknown_host_is_told(monkeypatch):
    with pytest.raises(SettingError, match=r"^Unknown Live Link host 'a+' \(.*\): use the name"):
        LiveLink("a" * 300)

    def fail(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(SettingError, match=r"host 'nowhere' \(Name or service not known\): use"):
        LiveLink("nowhere")


def test_a_place_that_no_packet_may_go_to_is_told():
    with pytest.raises(SettingError, match=r"sent to '255\.255\.255\.255' \(.*\): check the net"):
        LiveLink("255.255.255.255")
