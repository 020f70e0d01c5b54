"""The preview in a real browser: drawn in software there, so with patience and in a narrow page."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from previews import (
    CURSOR,
    DRIFT,
    POSES,
    STATE,
    STEP,
    WEIGHTS,
    expressed,
    loop,
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


def test_a_run_plays_on_its_own_in_step_with_its_sound(open_page):
    page = open_page(width=390, motion="no-preference")
    choose_example(page, "English")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function(f"({STATE})?.playing")
    loop(page)
    drift = np.array(page.evaluate(DRIFT, 2))
    assert drift[:, 1].max() < STEP
    first = pixels(page)
    until(page, lambda: np.abs(pixels(page) - first).max() > 60)
    assert page.evaluate(CURSOR) == pytest.approx(0, abs=0.01)
    expect(page.locator(".preview-about")).to_contain_text("approximate")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow  # half a minute
def test_after_a_minute_it_is_still_in_step(play):
    page = play("long", "no-preference")
    loop(page)
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


def test_a_measured_face_is_moved_by_all_64_coefficients(play):
    page = play("face")
    seek(page, 1)  # at the start, words lie over the view
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
