"""All pose styles side by side."""

import base64

import numpy as np
import pytest
from gradio_client import Client, handle_file
from playwright.sync_api import expect
from visitor import SPANISH, upload

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.weights.styles import style_words


def test_the_grid_shows_46_styles_sorts_them_and_hands_one_over(page):
    upload(page, SPANISH)
    page.get_by_role("tab", name="Styles", exact=True).click()
    page.get_by_role("button", name="Compare all styles").click()
    cards = page.locator(".style-card")
    expect(cards).to_have_count(46)
    assert cards.first.inner_text().startswith("Style 0")
    page.get_by_label("Sort the styles by").select_option("range")
    ranges = [float(c.locator("small").inner_text().split("°")[0]) for c in cards.all()]
    assert ranges == sorted(ranges, reverse=True)
    words = cards.first.locator("em").inner_text()
    chosen = cards.first.locator("strong").inner_text().removeprefix("Style ")
    cards.first.click()
    expect(page.get_by_role("tab", name="Motion")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("number input for Pose style")).to_have_value(chosen)
    assert words == style_words("demo")[int(chosen)]
    expect(page.locator("#style-words")).to_have_text(f"Style {chosen}: {words}")


def test_only_the_style_differs_and_the_figures_are_those_of_single_runs(server):
    client = Client(server, verbose=False)
    audio = handle_file(str(SPANISH))
    _, grid = client.predict(
        audio=audio, seed="6", device="cpu", weights="demo", api_name="/compare_styles"
    )
    model, batch = Audio2Coeff(find_weights(), "cpu"), make_batch(SPANISH, seed=6)
    curves = np.frombuffer(base64.b64decode(grid["curves"]), np.float32).reshape(46, 3, -1)
    for style in (0, 17, 45):
        angles = np.degrees(model.predict(batch, style, seed=6)[:, 64:67])
        step = -(-len(angles) // 160)
        np.testing.assert_allclose(curves[style], (angles - angles[0])[::step].T, atol=1e-3)
        said = grid["styles"][style]
        assert said["range"] == pytest.approx(np.ptp(angles, axis=0).max(), rel=1e-4)
        speed = np.linalg.norm(np.diff(angles, axis=0), axis=1).mean() * 25
        assert said["speed"] == pytest.approx(speed, rel=1e-4)
