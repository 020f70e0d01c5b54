"""The tab where the head follows a microphone, with one that hears a file."""

import numpy as np
import pytest
import scipy.io
from browsing import Browsing, lead
from playwright.sync_api import expect
from visitor import WITHOUT_WEBGL, download, message, until

from sadcoeff.face.curves import face_curves
from sadcoeff.motion.columns import EXPRESSION
from tools.benching.microphone import (
    Notes,
    hear_file,
    open_live,
    press,
    wait_for_frame,
    write_bursts,
)

FRAMES = 100  # 4 s
# An answer that is still under way holds the page's patience up by 0.4 s, not by 40.
FLY = """const clock = performance.now.bind(performance), begin = clock();
performance.now = () => begin + 100 * (clock() - begin)"""
UNANSWERED = "No answer came for 40 s, so the recording was stopped: press Record again."
RECORDER = "**/assets/module-*.js"  # what Gradio's field fetches
COUNT = """window.begun = 0; document.addEventListener(
  'live', event => window.begun += event.detail === 'begins')"""
FULL = "The place for live sessions is taken: try again soon."


@pytest.fixture
def visitors(launch_browser, server, tmp_path):
    """Two visitors who have the tab open, and may speak; the first one's head is drawn.

    The second one's recorder is held back, until what comes with them is called.
    """
    browser = launch_browser(hear_file(write_bursts(tmp_path / "bursts.wav")))
    with Browsing(browser) as browsing:
        first, second = browsing.new_page(), browsing.new_page()
        second.add_init_script(WITHOUT_WEBGL)
        release = hold_recorder(second)
        for page in (first, second):
            open_live(lead(page, server, width=390))
        yield first, second, release
    browser.close()


def hold_recorder(page):
    held, free = [], []
    page.route(RECORDER, lambda route: route.continue_() if free else held.append(route))

    def release():
        assert held
        free.append(True)
        for route in held:
            route.continue_()

    return release


def test_the_mouth_follows_and_stop_hands_over(visitors, tmp_path):
    first, second, release = visitors
    press(first, "Record")
    wait_for_frame(first, 10)
    press_early(second, release)
    expect(second.locator(".live-note")).to_have_text(FULL)
    record(second).wait_for()  # it was stopped

    wait_for_frame(first, FRAMES)
    expect(first.locator(".live-behind")).to_contain_text("behind by ")
    press(first, "Stop")
    shows(Notes(first), handed_over(first, tmp_path))

    until(second, lambda: gets_in(second))
    lose_server(second)
    expect(second.locator(".live-note")).to_contain_text("see Motion for what was heard")
    expect(motion_tab(second)).to_have_attribute("aria-selected", "true")
    second.get_by_role("tab", name="Live", exact=True).click()
    second.route("**/gradio_api/queue/join*", lambda _: None)  # no answer at all
    press(second, "Record")
    expect(second.locator(".live-note")).to_have_text(UNANSWERED)


def record(page):
    return page.locator("#microphone").get_by_role("button", name="Record", exact=True)


def press_early(page, release):
    """Record, before there is a recorder: the field fails, and it is pressed again."""
    page.evaluate(COUNT)
    press(page, "Record")
    page.wait_for_function("window.begun > 1")
    release()


def gets_in(page):
    """Whether a page that was refused gets the place that is free now."""
    if record(page).count():
        record(page).click()
    return page.evaluate("window.notes().drawn.length > 0")


def motion_tab(page):
    return page.get_by_role("tab", name="Motion", exact=True)


def lose_server(page):
    """No sound reaches the server any more, and time flies."""
    page.route("**/gradio_api/stream/*", lambda route: route.fulfill(status=422))
    page.evaluate(FLY)


def handed_over(page, folder):
    """The coefficients in the file that Motion offers."""
    expect(motion_tab(page)).to_have_attribute("aria-selected", "true")
    expect(message(page)).to_contain_text("mouth in step")
    page.locator("#recording .waveform-container").first.wait_for()
    frames = int(message(page).inner_text().split(" frames")[0].split("· ")[-1])
    assert frames >= FRAMES
    coeffs = scipy.io.loadmat(download(page, folder))["coeff_3dmm"]
    assert coeffs.shape == (frames, 70)
    return coeffs


def shows(notes, coeffs):
    """The mouth was drawn as the file has it, frame after frame, after its sound.

    But for the rest, which was found while the frames came.
    """
    assert (np.diff(notes.place) > 0).all()
    assert notes.behind.min() > 0
    wanted = face_curves(coeffs[:, EXPRESSION])[notes.place.astype(int), 0]
    assert np.corrcoef(notes.mouth, wanted)[0, 1] > 0.9
