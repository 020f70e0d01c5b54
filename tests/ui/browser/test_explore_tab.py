"""The sliders that move the head in the browser, against the face's numbers in Python."""

import io

import numpy as np
import pytest
from matplotlib.image import imread
from playwright.sync_api import expect
from previews import state
from visitor import open_tab, until, until_still

from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.points import find_points
from sadcoeff.face.speech import load_speech

REACH = 4  # standard deviations
MOUTH = np.s_[0.55:0.68, 0.44:0.56]  # shares of the view's height and width
EYES = np.s_[0.36:0.46, 0.4:0.6]


@pytest.fixture
def explore(shown):
    """The tab with its head drawn; the Motion tab's preview stands at 1.28 s."""
    shown.locator(".preview-seek").first.fill("1.28")
    open_tab(shown, "Explore")
    shown.locator("#explore-exp-63").wait_for()
    until(shown, lambda: np.ptp(part(drawn(shown), MOUTH)) > 60)
    yield shown
    shown.set_viewport_size({"width": 1280, "height": 900})
    open_tab(shown, "Motion")


def drawn(page):
    """The head as (height, width, 3), 0...255, once it is drawn."""
    until_still(page)
    return imread(io.BytesIO(page.locator(".explore-stage").screenshot()))[..., :3] * 255


def part(image, box):
    rows, columns = (
        slice(int(share.start * size), int(share.stop * size))
        for share, size in zip(box, image.shape[:2], strict=True)
    )
    return image[rows, columns]


def difference(one, other, box):
    return np.abs(part(one, box) - part(other, box)).mean()


def numbers(page, places):
    """What is shown beside sliders or in a column of the table."""
    texts = page.locator(places).all_text_contents()
    return np.array([float(text.replace("−", "-")) for text in texts])


def coefficients(page):
    return numbers(page, ".explore-all .explore-number")


def effects(page):
    """The table's two columns: now, and of one standard deviation."""
    return [numbers(page, f".explore-effects td:nth-child({column})") for column in (2, 3)]


def lips(expression):
    upper, lower = find_points((13, 14))
    points = landmarks(np.atleast_2d(expression))[0]
    return points[lower, 1] - points[upper, 1]


def test_sliders_move_the_head_without_the_server(explore):
    asked, neutral = [], drawn(explore)
    explore.on("request", lambda request: asked.append(request.url))
    expect(explore.locator(".explore-distance")).to_have_text("All 64 are zero.")
    move_one_by_keyboard(explore, neutral)

    explore.get_by_role("button", name="Neutral").click()
    until(explore, lambda: np.abs(drawn(explore) - neutral).max() < 3)
    move_a_direction(explore)
    take_a_frame(explore)

    explore.set_viewport_size({"width": 390, "height": 844})
    head, sliders = (
        explore.locator(place).bounding_box() for place in (".explore-head", ".explore-sliders")
    )
    assert head["y"] + head["height"] <= sliders["y"]
    assert explore.evaluate("document.documentElement.scrollWidth") <= 390
    assert asked == []


def move_one_by_keyboard(page, neutral):
    spread = load_speech().spread[0]
    slider = page.locator("#explore-exp-0")
    slider.focus()
    page.keyboard.press("Home")
    until(page, lambda: difference(drawn(page), neutral, MOUTH) > 5)
    moved = drawn(page)
    assert difference(moved, neutral, MOUTH) > 3 * difference(moved, neutral, EYES)
    text = f"−4.0 standard deviations, −{REACH * spread:.3f}"
    expect(slider).to_have_attribute("aria-valuetext", text)
    expect(page.locator(".explore-name")).to_have_text("exp 0")
    now, step = effects(page)
    parted = lips(-REACH * spread * np.eye(64)[0])
    assert now[0] == pytest.approx(parted, abs=6e-4)
    assert step[0] == pytest.approx(-parted / REACH, abs=6e-4)


def move_a_direction(page):
    page.locator(".explore-main input").first.fill("2")
    until(page, lambda: coefficients(page).any())
    np.testing.assert_allclose(coefficients(page), 2 * load_speech().directions[0], atol=6e-4)
    assert numbers(page, ".explore-main .explore-number").tolist() == [2, 0, 0, 0, 0, 0]


def take_a_frame(page):
    before = coefficients(page)
    page.get_by_role("button", name="From the run, at 0:01.3").click()
    until(page, lambda: (coefficients(page) != before).any())
    frame = state(page)
    expression = np.array(frame["expression"])
    at_rest = np.array(frame["atRest"])[:64]  # of the mouth
    assert np.abs(expression).max() > 0.05
    np.testing.assert_allclose(coefficients(page), expression, atol=6e-4)
    parted = lips(expression) - lips(at_rest)
    assert effects(page)[0][0] == pytest.approx(parted, abs=6e-4)
    deviations = expression / load_speech().spread
    distance = page.locator(".explore-distance")
    expect(distance).to_contain_text(f"From zero: {np.sqrt((deviations**2).mean()):.2f} standard")
    expect(distance).to_contain_text(f"most exp {np.abs(deviations).argmax()},")
