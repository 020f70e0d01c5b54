"""Frames at a steady pace, where they are ready sooner."""

import time


class Pace:
    """Waits so that frames come no faster than a rate."""

    def __init__(self, rate: float) -> None:
        """`rate`: frames a second at most."""
        self._interval = 1 / rate
        self._due = 0.0  # seconds of the monotonic clock

    def wait(self) -> None:
        """Return when the next frame is due, at once if it is late.

        Counted from when the last one was due, not from when it came, so that what a sleep takes
        too long does not add up.
        """
        now = time.monotonic()
        if now < self._due:
            time.sleep(self._due - now)
        self._due = max(self._due, now) + self._interval
