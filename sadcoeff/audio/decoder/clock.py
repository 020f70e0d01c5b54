"""Timestamps, and what to do where they say that sound is missing or too much."""

# Timestamps are rounded, to a millisecond in many containers, and jitter in live recordings.
TOLERANCE = 0.04  # s between a frame's time and the end of the one before it: one video frame
MOST_FILLED = 600  # s of silence in all, in place of what is missing; a longer gap is no gap
LONGEST_OVERLAP = 1  # s; where time goes back by more, another recording begins


class Clock:
    """Where frames belong by their timestamps, all in samples.

    A frame that is off by less than the tolerance is put behind the one before it.  One that is
    off by more is put where it belongs to the sample, and so are those after it until they fit.
    """

    def __init__(self, rate: int, start: int | None) -> None:
        self._tolerance, self._longest = TOLERANCE * rate, LONGEST_OVERLAP * rate
        self._left = MOST_FILLED * rate
        self._next, self._off = start, True

    def place(self, time: int | None, count: int) -> tuple[int, int]:
        """For a frame of `count` samples: silence to put before it, samples to cut from it."""
        if self._next is None or time is None:
            self._next = None if time is None else time + count
            return 0, 0
        late, silence, cut = time - self._next, 0, 0
        self._off = self._off or abs(late) > self._tolerance
        if self._off and 0 <= late <= self._left:
            silence, self._off = late, False
        elif self._off and -self._longest <= late < 0:
            cut = min(-late, count)
            self._off = cut == count
        elif self._off:  # a jump
            self._next, self._off = time, False
        self._left -= silence
        self._next += silence + count - cut
        return silence, cut
