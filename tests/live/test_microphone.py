"""A microphone, played by a stand-in for sounddevice."""

import importlib
import sys

import numpy as np
import pytest
from fake_sounddevice import RATE, install

from sadcoeff.errors import AudioError, SettingError
from sadcoeff.live.microphone import Microphone

PIECES = np.array_split(np.random.default_rng(1).uniform(-1, 1, 9000).astype(np.float32), 7)


def test_all_that_is_heard_comes_until_it_is_stopped(monkeypatch):
    fake = install(monkeypatch, PIECES)
    microphone = Microphone()
    fake.then = microphone.stop
    got = np.concatenate(list(microphone.pieces()))
    np.testing.assert_array_equal(got, np.concatenate(PIECES))
    assert (microphone.name, microphone.rate, fake.closed) == ("Desk", RATE, 1)
    assert fake.opened[0]["channels"] == 1


@pytest.mark.parametrize(("given", "chosen"), [("", None), ("3", 3), ("usb", "usb")])
def test_a_device_is_a_number_or_a_name(monkeypatch, given, chosen):
    fake = install(monkeypatch, PIECES)
    assert Microphone(given, 16_000).rate == 16_000
    assert (fake.opened[0]["device"], fake.opened[0]["samplerate"]) == (chosen, 16_000)


def test_losses_of_the_device_are_told_once(monkeypatch):
    fake, said = install(monkeypatch, PIECES, {2, 4}), []
    microphone = Microphone(report=said.append)
    fake.then = microphone.stop
    assert sum(map(len, microphone.pieces())) == 9000
    assert len(said) == 1
    assert said[0].startswith("Some of the microphone's sound is lost")


def test_a_queue_that_is_full_loses_what_comes_and_goes_on(monkeypatch):
    second = np.ones(RATE, np.float32)
    fake, said = install(monkeypatch, [second] * 9), []
    microphone = Microphone(report=said.append)
    fake.then = microphone.stop
    microphone._check = lambda start: (start(), microphone._stream.thread.join())  # nobody takes
    assert sum(map(len, microphone.pieces())) == 5 * RATE
    assert len(said) == 1


def test_a_device_that_goes_is_told(monkeypatch):
    fake = install(monkeypatch, PIECES)
    heard = Microphone().pieces()
    with pytest.raises(AudioError, match="'Desk' gives no more sound: check that it is connected"):
        for _ in heard:
            pass
    assert fake.closed == 1


@pytest.mark.parametrize(
    ("device", "reason"), [("none", "found for 'none': .0. a .1. b"), ("7", "querying device 7")]
)
def test_a_device_that_is_not_there_is_told(monkeypatch, device, reason):
    install(monkeypatch, PIECES)
    with pytest.raises(AudioError, match=rf"opened \(.*{reason}\): connect it, or choose"):
        Microphone(device)


def test_a_package_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(SettingError, match=r"sounddevice: pip install 'sadcoeff\[mic\]'\.$"):
        Microphone()


def test_a_library_that_is_not_there_is_told(monkeypatch):
    def fail(_name):
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(SettingError, match=r"\(PortAudio library not found\): install PortAudio"):
        Microphone()
