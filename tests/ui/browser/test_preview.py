"""The preview in a real browser: drawn in software there, so with patience and in a narrow page."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import expect
from previews import (
    CURSOR,
    DRIFT,
    FRAMES,
    POSES,
    SOUND,
    STATE,
    STEP,
    WEIGHTS,
    button,
    expressed,
    open_previews,
    pixels,
    rotation,
    seek,
    square_face,
    state,
    talking,
)
from visitor import choose_example, until

from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.head import mode_weights
from sadcoeff.face.rest import rest_of


@pytest.fixture(scope="module")
def previews(tmp_path_factory, server):  # noqa: ARG001, which says where Gradio keeps files
    odd = tmp_path_factory.mktemp("sound") / "odd.aiff"  # a kind that browsers do not play
    samples, rate = soundfile.read(SOUND)
    soundfile.write(odd, samples, rate)
    long = odd.with_name("long.wav")
    soundfile.write(long, np.random.default_rng(3).normal(0, 0.05, 60 * 8000), 8000)
    page = open_previews(str(odd), str(long), square_face())
    yield page.local_url
    page.close()


@pytest.fixture
def play(open_page, previews):
    """Opens the small page and plays one recording, then others in the same page."""
    pages = []

    def played(name, motion="no-preference"):
        if not pages:
            pages.append(open_page(390, address=previews, ready="neutral", motion=motion))
        page = pages[0]
        before = (state(page) or {}).get("run", 0)
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_function(f"({STATE})?.run > {before}")
        return page

    return played


def test_a_run_plays_on_its_own_in_step_with_its_sound(open_page):
    page = open_page(390, motion="no-preference")
    choose_example(page, "English")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function(f"({STATE})?.playing")
    button(page, "Loop").click()
    drift = np.array(page.evaluate(DRIFT, 4))
    assert drift[:, 1].max() < STEP
    first = pixels(page)
    until(page, lambda: np.abs(pixels(page) - first).max() > 60)
    assert page.evaluate(CURSOR) == pytest.approx(0, abs=0.01)
    expect(page.locator(".preview-about")).to_contain_text("approximate")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow  # half a minute
def test_after_a_minute_it_is_still_in_step(play):
    page = play("long")
    button(page, "Loop").click()
    page.locator(".preview-speed").select_option("2")
    drift = np.array(page.evaluate(DRIFT, 55))
    assert drift[drift[:, 0] > 45, 1].max() < STEP


def test_the_pose_is_that_of_the_specification(play):
    page = play("neutral")
    box = page.locator(".preview-canvas").bounding_box()
    neutral = np.array(state(page)["nose"])
    half, nose = 1.66, np.array([0, -0.19, 0.9])
    height = max(half, 0.8 * half * box["height"] / box["width"])

    def projected(point):
        x, y, depth = point[0], point[1] + 0.16, 10 - point[2]
        across = 10 * x / depth / height * box["height"] / box["width"]
        return np.array([(1 + across) / 2, (1 - 10 * y / depth / height) / 2])

    np.testing.assert_allclose(neutral, projected(nose), atol=2e-3)
    moved = {}
    for name, pose in POSES.items():
        angles = [pose.get(n, 0) for n in ("pitch", "yaw", "roll")]
        shift = [pose.get(n, 0) for n in "xyz"]
        found = np.array(state(play(name))["nose"])
        wanted = projected(rotation(*angles) @ nose + shift)
        np.testing.assert_allclose(found, wanted, atol=2e-3, err_msg=name)
        moved[name] = found - neutral
    assert moved["pitch"][1] > 0.02  # nose down
    assert moved["yaw"][0] > 0.02  # nose to the image's right
    assert moved["roll"][0] > 0.005  # counter-clockwise: what is below the middle goes right
    assert moved["shift"][0] > 0.02  # to the right
    assert moved["shift"][1] < -0.02  # and up


def test_its_files_are_kept_by_the_browser(play):
    loaded = "performance.getEntriesByType('resource').map(r => r.name)"
    page = play("neutral")
    script, *_ = (a for a in page.evaluate(loaded) if Path(a).name == "viewer.js")
    answer = page.request.get(script)
    assert "immutable" in answer.headers["cache-control"]
    assert "javascript" in answer.headers["content-type"]


def test_the_mouth_opens_and_the_eyes_close(play):
    page = play("talking")
    button(page, "Pause").click()
    drawn = {}
    for name, seconds in (("closed", 2.12), ("open", 2.44), ("shut", 2.84)):
        seek(page, seconds)
        drawn[name] = pixels(page)
    height, width, _ = drawn["closed"].shape
    mouth = np.s_[int(0.55 * height) : int(0.68 * height), int(0.44 * width) : int(0.6 * width)]
    eyes = np.s_[int(0.36 * height) : int(0.46 * height), int(0.3 * width) : int(0.7 * width)]
    rest = rest_of(talking()[:, :64].astype(float), load_calibration())
    expression = np.linspace(-1, 1.2, 64)
    told = page.evaluate(WEIGHTS, [rest.ravel().tolist(), expression.tolist()])
    wanted = mode_weights(expression[None], rest)[0]
    np.testing.assert_allclose(told[: len(wanted)], wanted, atol=1e-3 * np.abs(wanted).max())
    changed = {
        (name, part): np.abs(drawn[name][box] - drawn["closed"][box]).mean()
        for name in ("open", "shut")
        for part, box in (("mouth", mouth), ("eyes", eyes))
    }
    assert changed["open", "mouth"] > 3 * changed["shut", "mouth"]
    assert changed["shut", "eyes"] > 3 * changed["open", "eyes"]
    dark = {name: (image[mouth].max(axis=2) < 80).mean() for name, image in drawn.items()}
    assert dark["open"] > dark["closed"] + 0.02  # inside; the seam of shut lips is dark as well


def test_controls(play):
    page = play("talking")
    button(page, "Pause").click()
    page.wait_for_function(f"!({STATE}).playing")  # told with the next frame drawn
    page.locator(".preview-tracks").click(position={"x": 100, "y": 50})
    width = page.locator(".preview-tracks").bounding_box()["width"]
    page.wait_for_function(f"Math.abs(({STATE}).time - {FRAMES / 25 * 100 / width}) < 0.05")

    page.locator(".preview-stage").focus()
    page.keyboard.press("Space")
    page.wait_for_function(f"({STATE}).playing")
    page.locator(".preview-speed").select_option("2")
    assert page.evaluate("document.querySelector('audio.preview-sound').playbackRate") == 2

    button(page, "Loop").click()
    expect(button(page, "Loop")).to_have_attribute("aria-pressed", "true")
    page.locator(".preview-seek").fill("9.6")
    page.wait_for_function(f"({STATE}).playing && ({STATE}).time < 2")


def test_dragging_turns_the_view_and_reset_turns_it_back(play):
    page = play("neutral")
    button(page, "Pause").click()
    before = pixels(page)
    box = page.locator(".preview-canvas").bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 250, box["y"] + 150, steps=3)
    page.mouse.up()
    until(page, lambda: np.abs(pixels(page) - before).mean() > 3)
    button(page, "Reset view").click()
    until(page, lambda: np.abs(pixels(page) - before).mean() < 1)


def test_another_recording_takes_the_place_of_the_first(play):
    play("talking")
    page = play("yaw")
    assert state(page)["yaw"] == pytest.approx(POSES["yaw"]["yaw"])
    expect(page.locator(".preview-time")).to_contain_text("/ 0:02.0")
    page.wait_for_function(f"!({STATE}).playing && ({STATE}).time === 2")  # to its end, silently
    assert not page.evaluate("document.querySelector('.preview-sound').hasAttribute('src')")


def test_a_visitor_who_wants_little_motion_starts_it(play):
    page = play("talking", motion="reduce")
    expect(page.locator(".preview-note")).to_have_text("Press Play to start.")
    assert not state(page)["playing"]
    button(page, "Play").click()
    page.wait_for_function(f"({STATE}).playing")


def test_sound_that_the_browser_cannot_play_is_said(play):
    page = play("odd")
    expect(page.locator(".preview-note")).to_contain_text("cannot play this kind of sound")
    page.wait_for_function(f"({STATE}).playing && ({STATE}).time > 0.3")


def test_without_webgl_the_curves_and_the_sound_work(open_page, previews):
    page = open_page(390, address=previews, ready="neutral", motion="no-preference")
    page.add_init_script(
        """const plain = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
          return kind === 'webgl2' ? null : plain.call(this, kind, ...more);
        };"""
    )
    page.reload()
    page.get_by_role("button", name="talking").click()
    page.wait_for_function(f"({STATE})?.playing && ({STATE}).time > 0.3")
    expect(page.locator(".preview-note")).to_contain_text("no WebGL")
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)"
    assert page.locator(".preview-curves").evaluate(drawn)


def test_a_measured_face_is_moved_by_all_64_coefficients(play):
    page = play("face")
    button(page, "Pause").click()
    face = square_face()
    move = expressed()[0, :64].astype(np.float64) @ face.bases[-1].astype(np.float64)
    box = page.locator(".preview-canvas").bounding_box()
    pixel = max(1.66, 0.8 * 1.66 * box["height"] / box["width"]) / 10 * 2 / box["height"]
    centre = np.array([move[0], -(move[1] + 0.16)]) / (10 - move[2]) / pixel

    def drawn():
        image = pixels(page)
        places = np.argwhere(np.abs(image - image[5, 5]).sum(axis=2) > 60)[:, ::-1]
        return image, places - np.array(image.shape[1::-1]) / 2

    def in_place():
        found = drawn()[1]
        return len(found) and np.abs(found.mean(axis=0) - centre).max() <= 2

    until(page, in_place)
    image, places = drawn()
    assert np.ptp(places[:, 0]) == pytest.approx(0.3 / (10 - move[2]) / pixel, abs=3)

    page.get_by_label("Face").select_option("head")
    until(page, lambda: np.abs(pixels(page) - image).mean() > 5)
