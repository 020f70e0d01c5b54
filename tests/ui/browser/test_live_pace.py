"""When the Live tab shows which frame, of frames that come in bursts."""

import numpy as np
import pytest
from previews import LOAD

# Places in frames at each of the moments, in seconds, with the frames that have come by then.
PLACES = f"""async ([moments, last, every]) => {{
  {LOAD}
  const {{ Pace }} = await load('../live/pace.js'), pace = new Pace();
  return moments.map((now, i) => pace.advance(now - (moments[i - 1] ?? 0), last[i], every));
}}"""


@pytest.fixture
def places(play):
    page = play("neutral")

    def found(moments, last, every=0):
        return np.array(page.evaluate(PLACES, [moments.tolist(), last.tolist(), every]))

    return found


def bursts(moments):
    """The last frame that has come by each moment, in seconds, with ten bursts a second."""
    return 2.5 * np.floor(10 * moments) - 1


def test_bursts_are_shown_evenly(places):
    moments = np.arange(0, 20, 1 / 60)
    last = bursts(moments)
    shown = places(moments, last)
    later = moments > 10
    speed = np.diff(shown[later]) * 60 / 25
    assert 0.6 <= speed.min() <= speed.max() <= 1.8
    assert speed.std() < 0.3  # the frames themselves come in one step of every six
    assert (shown <= last).all()
    assert (last - shown)[later].mean() < 5


def test_few_pictures_show_the_latest_frame_each(places):
    moments = np.arange(0.35, 20, 0.25)
    last = bursts(moments)
    shown = places(moments, last, 0.25)
    np.testing.assert_array_equal(shown[1:], last[1:])


def test_what_comes_late_is_shown_from_its_first_frame_on(places):
    steps = np.r_[np.full(60, 1 / 60), [0.1, 0.1, 0.1], np.full(60, 1 / 60)]  # waits for news
    last = np.r_[np.full(62, 12), np.full(61, 30)]
    shown = places(np.cumsum(steps), last)
    assert shown[60] == 12
    assert np.diff(shown).max() < 1
