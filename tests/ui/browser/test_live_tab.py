"""The tab where the head follows a microphone, with one that hears a file."""

import numpy as np
import pytest
import scipy.io
from browsing import Browsing
from live_visits import Notes, drawn_until, hear_file, open_live, press, write_bursts
from playwright.sync_api import expect
from visitor import download, message, until

SHIFTS = np.arange(-0.5, 0.51, 0.02)  # seconds


@pytest.fixture(scope="module")
def speakers(launch_browser, tmp_path_factory):
    """Opens pages of visitors who speak."""
    path = write_bursts(tmp_path_factory.mktemp("microphone") / "bursts.wav")
    browser = launch_browser(hear_file(path))
    with Browsing(browser) as browsing:
        yield browsing
    browser.close()


def test_the_mouth_follows_and_stop_hands_over(speakers, server, tmp_path):
    first, second, third = (open_live(speakers, server, width=390) for _ in range(3))
    press(first, "Record")
    press(second, "Record")
    for page in (first, second):
        drawn_until(page, 10)
    press(third, "Record")
    expect(third.locator(".live-note")).to_have_text(
        "All 2 places for live sessions are taken: try again soon."
    )
    third.get_by_role("button", name="Record", exact=True).wait_for()  # it was stopped
    drawn_until(second, 25)
    second.context.close()
    until(third, lambda: gets_in(third))
    third.context.close()

    drawn_until(first, 175)
    assert "behind by" in first.locator(".live-behind").inner_text()
    follows(Notes(first))
    press(first, "Stop")
    hands_over(first, tmp_path)


def gets_in(page):
    """Whether the place of a page that was closed is free by now."""
    record = page.locator("#microphone").get_by_role("button", name="Record", exact=True)
    if record.count():
        record.click()
    return page.evaluate("window.notes().drawn.length > 0")


def follows(notes):
    """The mouth moves with the sound, as late as the page says, whatever that is."""
    assert np.isfinite(notes.mouth).all()
    assert (np.diff(notes.place) > 0).all()
    assert notes.behind.min() > 0
    found = [notes.agreement(notes.behind + shift) for shift in SHIFTS]
    assert max(found) > 0.5
    assert abs(SHIFTS[np.argmax(found)]) < 0.2


def hands_over(page, folder):
    expect(page.get_by_role("tab", name="Motion", exact=True)).to_have_attribute(
        "aria-selected", "true"
    )
    expect(message(page)).to_contain_text("mouth in step")
    page.locator("#recording .waveform-container").first.wait_for()
    frames = int(message(page).inner_text().split(" frames")[0].split("· ")[-1])
    assert frames > 175
    assert scipy.io.loadmat(download(page, folder))["coeff_3dmm"].shape == (frames, 70)
