"""The preview's controls, and browsers that lack something, in a real browser and a narrow page."""

import numpy as np
import pytest
from playwright.sync_api import expect
from previews import FRAMES, POSES, STATE, button, loop, pixels, state
from visitor import WITHOUT_WEBGL, open_tab, until, until_still

from sadcoeff.face.speech import load_speech


def test_controls(play):
    page = play("talking")
    page.locator(".preview-tracks").click(position={"x": 100, "y": 50})
    width = page.locator(".preview-tracks").bounding_box()["width"]
    page.wait_for_function(f"Math.abs(({STATE}).time - {FRAMES / 25 * 100 / width}) < 0.05")

    page.locator(".preview-stage").focus()
    page.keyboard.press("Space")
    page.wait_for_function(f"({STATE}).playing")
    loop(page)
    expect(button(page, "Loop")).to_have_attribute("aria-pressed", "true")
    page.locator(".preview-speed").select_option("2")
    assert page.evaluate("document.querySelector('audio.preview-sound').playbackRate") == 2
    page.locator(".preview-seek").fill("9.6")
    page.wait_for_function(f"({STATE}).playing && ({STATE}).time < 2")

    button(page, "Pause").click()
    page.wait_for_function(f"!({STATE}).playing")
    button(page, "Loop").click()
    page.locator(".preview-speed").select_option("1")


def test_dragging_turns_the_view_and_reset_turns_it_back(play):
    page = play("neutral")
    front, before = state(page)["nose"], pixels(page)
    box = page.locator(".preview-canvas").bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 150)  # beside the large Play
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 150, steps=3)
    page.mouse.up()
    until(page, lambda: np.abs(pixels(page) - before).mean() > 3)
    assert np.abs(np.subtract(state(page)["nose"], front)).max() > 0.02
    button(page, "Reset view").click()
    until(page, lambda: np.abs(pixels(page) - before).mean() < 1)
    assert state(page)["nose"] == front


def test_another_recording_takes_the_place_of_the_first(play):
    play("talking", "no-preference")
    page = play("yaw", "no-preference")
    assert state(page)["yaw"] == pytest.approx(POSES["yaw"]["yaw"])
    expect(page.locator(".preview-time")).to_contain_text("/ 0:02.0")
    page.wait_for_function(f"!({STATE}).playing && ({STATE}).time === 2")  # to its end, silently
    assert not page.evaluate("document.querySelector('.preview-sound').hasAttribute('src')")


def test_a_visitor_who_wants_little_motion_starts_it(play):
    page = play("talking")
    assert not state(page)["playing"]
    page.locator(".preview-start").click()  # the large one
    page.wait_for_function(f"({STATE}).playing")
    expect(page.locator(".preview-start")).to_be_hidden()


def test_sound_that_the_browser_cannot_play_is_said(play):
    page = play("odd", "no-preference")
    expect(page.locator(".preview-note")).to_contain_text("cannot play this kind of sound")
    page.wait_for_function(f"({STATE}).playing && ({STATE}).time > 0.3")


def test_without_webgl_all_but_the_head_works(browsing, previews):
    options = {"width": 390, "ready": "neutral", "motion": "no-preference"}
    page = browsing.open(previews, script=WITHOUT_WEBGL, **options)
    page.get_by_role("button", name="talking").click()
    page.wait_for_function(f"({STATE})?.playing && ({STATE}).time > 0.3")
    expect(page.locator(".preview-note")).to_contain_text("no WebGL")
    open_tab(page, "Explore")
    page.locator("#explore-exp-3").press("ArrowRight")
    step = 0.1 * load_speech().spread[3]
    expect(page.locator(".explore-all .explore-number").nth(3)).to_have_text(f"+{step:.3f}")
    expect(page.locator(".explore-note")).to_contain_text("no WebGL")
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)"
    assert page.locator(".preview-curves").evaluate(drawn)


# Takes both heads away, as the page does.
TAKE_AWAY = """() => {
  window.contexts = ['.preview-canvas', '.explore-canvas']
    .map(name => document.querySelector(name).getContext('webgl2'));
  for (const name of ['.preview', '.explore']) document.querySelector(name).parentElement.remove();
}"""


def test_nothing_is_drawn_while_nothing_moves_or_once_it_is_gone(open_page):
    page = open_page()
    for tab in ("Motion", "Explore"):
        open_tab(page, tab)
        until_still(page)
    page.evaluate(TAKE_AWAY)
    page.wait_for_function("window.contexts.every(context => context.isContextLost())")
