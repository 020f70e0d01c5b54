"""Clicks while a run goes on, which the `brake` holds for as long as the test wants."""

import re

import pytest
from playwright.sync_api import expect
from visitor import (
    ENGLISH,
    ENGLISH_FRAMES,
    PATIENCE,
    SPANISH,
    SPANISH_FRAMES,
    cancel,
    choose_example,
    clear,
    download,
    download_name,
    example,
    figures,
    fill,
    held,
    message,
    open_tab,
    run,
    tick,
    unfold,
    until,
    upload,
)

MOVING = re.compile(r"Moving the face: frame \d+ of \d+")


def test_an_adjustment_during_a_run_counts(shown, brake, tmp_path):
    unfold(shown, "Adjust: strength")
    example(shown, "Español")
    run(shown)
    expect(message(shown)).to_have_text(MOVING)
    fill(shown, "number input for Head motion", "2")
    tick(shown, "Still head")
    expect(shown.locator("#notes")).to_contain_text("Still holds the head")
    brake.release()
    expect(message(shown)).to_contain_text(SPANISH_FRAMES)
    expect(shown.locator("#notes")).to_contain_text("Still holds the head")
    assert download(shown, tmp_path).name == "neutral##spanish.mat"


def test_run_twice_starts_over_with_what_is_shown(page, brake):
    choose_example(page, "English")
    run(page)
    expect(message(page)).to_contain_text("of 245")
    example(page, "Español")
    run(page)
    expect(message(page)).to_contain_text("of 208")
    brake.release()
    figures(page)
    expect(message(page)).to_contain_text(SPANISH_FRAMES)
    assert download_name(page) == "neutral##spanish.mat"


def test_a_double_click_on_run_shows_one_result(page, brake):
    choose_example(page, "Español")
    page.get_by_role("button", name="Run", exact=True).dblclick()
    until(page, lambda: brake.runs)
    brake.release()
    figures(page)
    expect(message(page)).to_contain_text(SPANISH_FRAMES)


def test_cancel_stops_a_run_and_the_next_one_works(page, brake):
    choose_example(page, "English")
    run(page)
    expect(message(page)).to_have_text(MOVING)
    cancel(page)
    expect(message(page)).to_have_text("Cancelled. Nothing was saved.")
    assert download_name(page) == "neutral##english.mat"  # of the example that is still shown

    brake.release()
    example(page, "Español")
    run(page)
    figures(page)
    expect(message(page)).to_contain_text(SPANISH_FRAMES)
    assert download_name(page) == "neutral##spanish.mat"


def test_cancel_and_run(visit, brake):
    choose_example(visit, "English")
    run(visit)
    expect(message(visit)).to_have_text(MOVING)
    example(visit, "Español")
    cancel(visit)
    run(visit)
    until(visit, lambda: brake.runs == 2)
    brake.release()
    expect(message(visit)).to_contain_text(SPANISH_FRAMES)


@pytest.mark.parametrize("step", ["run/predict", "queue/join"])
def test_run_and_cancel_at_once(visit, brake, step):
    choose_example(visit, "English")
    with held(visit, f"**/gradio_api/{step}?*") as waiting:
        run(visit)
        until(visit, lambda: waiting)
        if step == "run/predict":
            cancel(visit)
        else:  # the server hears of it before it hears of the run
            with visit.expect_response("**/gradio_api/run/predict?*", timeout=PATIENCE):
                cancel(visit)
    expect(message(visit)).to_have_text("Cancelled. Nothing was saved.")
    brake.release()
    run(visit)
    expect(message(visit)).to_contain_text(ENGLISH_FRAMES)
    assert brake.runs == 1


def test_cancel_while_queued_behind_another_visitor(visit, browsing, server, brake):
    first, second = visit, browsing.open(server)
    for page in (first, second):
        choose_example(page, "Español")
        run(page)
        if page is first:
            expect(message(page)).to_have_text(MOVING)
    cancel(second)
    brake.release()
    expect(message(first)).to_contain_text(SPANISH_FRAMES)
    expect(message(second)).to_have_text("Cancelled. Nothing was saved.")
    assert brake.runs == 1


def test_a_second_upload_during_a_run_waits_for_the_next(visit, brake):
    upload(visit, ENGLISH)
    run(visit)
    expect(message(visit)).to_have_text(MOVING)
    clear(visit)
    upload(visit, SPANISH)
    brake.release()
    expect(message(visit)).to_contain_text(ENGLISH_FRAMES)
    run(visit)
    expect(message(visit)).to_contain_text(SPANISH_FRAMES)


def test_another_tab_during_a_run(page, brake):
    choose_example(page, "Español")
    run(page)
    expect(message(page)).to_have_text(MOVING)
    for name in ("Styles", "Guide"):
        open_tab(page, name)
    brake.release()
    until(page, lambda: SPANISH_FRAMES in (message(page).text_content() or ""))
    open_tab(page, "Motion")
    figures(page)
    assert download_name(page) == "neutral##spanish.mat"
