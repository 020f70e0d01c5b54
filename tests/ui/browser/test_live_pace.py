"""When the Live tab shows which frame, of frames that come in bursts."""

import numpy as np
import pytest

# Places in frames at each of the moments, in seconds, with the frames that have come by then.
PLACES = """async ([moments, last, every]) => {
  const { name } = performance.getEntriesByType('resource').find(r => /viewer.js/.test(r.name));
  const { Pace } = await import(new URL('../live/pace.js', name).href), pace = new Pace();
  return moments.map((now, i) => pace.advance(now - (moments[i - 1] ?? 0), last[i], every));
}"""


@pytest.fixture
def places(play):
    page = play("neutral")

    def found(moments, every):
        last = 2.5 * np.floor(10 * moments) - 1  # of bursts, ten a second
        return last, np.array(page.evaluate(PLACES, [moments.tolist(), last.tolist(), every]))

    return found


def test_bursts_are_shown_evenly(places):
    moments = np.arange(0, 20, 1 / 60)
    last, shown = places(moments, 0)
    later = moments > 10
    speed = np.diff(shown[later]) * 60 / 25
    assert 0.6 <= speed.min() <= speed.max() <= 1.8
    assert speed.std() < 0.3  # the frames themselves come in one step of every six
    assert (shown <= last).all()
    assert (last - shown)[later].mean() < 5


def test_few_pictures_show_the_latest_frame_each(places):
    last, shown = places(np.arange(0.35, 20, 0.25), 0.25)
    np.testing.assert_array_equal(shown[1:], last[1:])
