"""A steady pace, by a clock of our own."""

import pytest

from sadcoeff.live import pace as module
from sadcoeff.live.pace import Pace


class Clock:
    """Sleeps take too long, by 3 ms."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += seconds + 0.003


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def run(clock, pace, ready):
    """When frames go that are ready then, in seconds from the start."""
    gone = []
    for moment in ready:
        clock.now = max(clock.now, 100 + moment)
        pace.wait()
        gone.append(clock.now - 100)
    return gone


def test_frames_that_are_ready_at_once_go_25_a_second(clock):
    gone = run(clock, Pace(25), [0] * 251)
    assert gone[0] == 0
    assert gone[1:] == pytest.approx([n / 25 + 0.003 for n in range(1, 251)])


def test_frames_that_are_late_go_at_once_and_are_not_made_up_for(clock):
    gone = run(clock, Pace(25), [0, 0.1, 0.2, 2, 2, 2])
    assert gone == pytest.approx([0, 0.1, 0.2, 2, 2.043, 2.083])


def test_what_has_piled_up_is_caught_up_with(clock):
    """Two seconds at the start, then frames as they are spoken."""
    ready = [max(0, n / 25 - 2) for n in range(200)]
    gone = run(clock, Pace(60), ready)
    behind = [g - r for g, r in zip(gone, ready, strict=True)]
    assert max(behind) > 0.7
    assert max(behind[100:]) < 0.001
