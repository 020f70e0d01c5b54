"""What a visitor meets: a finished example, figures on one clock, nothing that is in the way."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from previews import STATE, state
from visitor import download, figures, open_tab, unfold, until

TABS = ("Motion", "Live", "Styles", "Inspect", "Explore", "Guide")
# What can be used by hand in the tab that is open; a group of radio buttons is one stop.
CONTROLS = """() => [...document.querySelectorAll(
    'button, input, select, textarea, summary, [role=tab], [role=slider]')].filter(control => {
  const { width, height } = control.getBoundingClientRect();
  const seen = control.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  return width > 1 && height > 1 && seen && !control.matches(':disabled');
})"""
# Of all text in a figure: its size on the screen, in pixels.
TEXT_SIZES = """figure => {
  const scale = figure.getBoundingClientRect().width / figure.viewBox.baseVal.width;
  const size = text => parseFloat(getComputedStyle(text).fontSize);
  return [...figure.querySelectorAll('text')].map(text => size(text) * scale);
}"""


def test_it_opens_with_an_example_that_plays_and_can_be_saved(open_page, tmp_path):
    page = open_page(width=390)
    for figure in figures(page):
        assert figure.bounding_box()["width"] <= 390
        assert min(figure.evaluate(TEXT_SIZES)) > 9
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".preview-canvas").first.bounding_box()["y"] < 450  # the head comes first
    assert download(page, tmp_path).name == "neutral##english.mat"
    page.locator(".preview-start").first.click()
    page.wait_for_function(f"({STATE}).playing")


@pytest.mark.parametrize("end", [0.3, 0.7])
def test_a_drag_in_any_figure_moves_the_cursors_of_all(visit, end):
    for figure in ("#head-pose .plot", "#expression .plot"):
        plot = visit.locator(figure)
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        visit.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
        visit.mouse.down()
        visit.mouse.move(box["x"] + end * box["width"], box["y"] + 60, steps=2)
        visit.mouse.up()
        cursor = visit.locator(f"{figure} .plot-cursor")
        until(visit, lambda at=cursor, to=box["x"] + end * box["width"]: abs(centre(at) - to) < 1.5)
        seconds = state(visit)["time"]
        for other in visit.locator("#motion .plot").all():
            place = {name: float(v) for name, v in other.evaluate("e => ({...e.dataset})").items()}
            share = np.interp(seconds / place["seconds"], [0, 1], [place["left"], place["right"]])
            area = other.bounding_box()
            wanted = area["x"] + area["width"] * share
            assert centre(other.locator(".plot-cursor")) == pytest.approx(wanted, abs=1.5)


def centre(cursor):
    box = cursor.bounding_box()
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anyone(open_page, theme):
    page = open_page(theme=theme)
    unfold(page, "Advanced")
    unfold(page, "Adjust: strength")
    for tab in TABS:
        open_tab(page, tab)
        found = Axe().run(page).response["violations"]
        faults = [(v["id"], n["html"]) for v in found if v["impact"] != "minor" for n in v["nodes"]]
        assert faults == [], tab


@pytest.mark.slow
@pytest.mark.parametrize("tab", TABS)
def test_every_control_is_reached_by_keyboard(open_page, tab):
    page = open_page()
    open_tab(page, tab)
    controls = page.evaluate_handle(CONTROLS)
    count = controls.evaluate("controls => controls.length")
    assert count >= len(TABS)
    page.evaluate("() => { window.reached = new Set(); document.activeElement.blur(); }")
    for _ in range(2 * count):
        page.keyboard.press("Tab")
        page.evaluate("() => { window.reached.add(document.activeElement); }")
    missed = controls.evaluate(
        "all => all.filter(c => !window.reached.has(c)).map(c => c.outerHTML)"
    )
    assert missed == []
