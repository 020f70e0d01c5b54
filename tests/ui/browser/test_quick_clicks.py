"""Clicks in quick succession: what runs is what the page shows.

Where one click has to overtake another, the server's answer to the first is held back; where a
run has to be under way, it is held by the `brake`.  Nothing here hangs on how fast a machine is.
"""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from visitor import (
    ENGLISH,
    SPANISH,
    cancel,
    choose_example,
    download,
    figures,
    fill,
    message,
    run,
    tick,
    unfold,
    until,
    upload,
)

MOVING = re.compile(r"Moving the face: frame \d+ of (\d+)")
ENGLISH_FRAMES, SPANISH_FRAMES = "245 frames", "208 frames"


@contextmanager
def held(page, address):
    """Holds requests to an address until the block ends."""
    waiting = []
    page.route(address, waiting.append)
    yield waiting
    page.unroute(address)
    for route in waiting:
        route.continue_()


def pick(page, path):
    """Chooses a file to upload, and does not wait for it."""
    page.set_input_files("#recording input[type=file]", path)


def example(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def clear(page):
    page.locator("#recording").get_by_label("Clear").click()


def open_tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def shown(page):
    """A page that shows a run on the English example."""
    choose_example(page, "English")
    run(page)
    figures(page)
    expect(message(page)).to_contain_text(ENGLISH_FRAMES)
    return page


def test_an_example_and_run(shown):
    with held(shown, re.compile("/gradio_api/(run|api)/predict")) as waiting:
        example(shown, "Español")  # no answer of the server is needed for it
        run(shown)
        until(shown, lambda: waiting)
    expect(message(shown)).to_contain_text(SPANISH_FRAMES)


def test_two_examples_and_run(shown):
    example(shown, "Español")
    example(shown, "English")
    example(shown, "Español")
    run(shown)
    expect(message(shown)).to_contain_text(SPANISH_FRAMES)


def test_an_upload_and_run(page):
    with held(page, "**/gradio_api/upload?*"):
        pick(page, SPANISH)
        run(page)
        expect(message(page)).to_have_text("Waiting for the upload.")
    expect(message(page)).to_contain_text(SPANISH_FRAMES)


def test_an_upload_and_run_twice_is_one_run(page, brake):
    with held(page, "**/gradio_api/upload?*"):
        pick(page, SPANISH)
        run(page)
        run(page)
        expect(message(page)).to_have_text("Waiting for the upload.")
    brake.release()
    expect(message(page)).to_contain_text(SPANISH_FRAMES)
    assert brake.runs == 1


def test_an_upload_run_and_cancel(page, brake):
    with held(page, "**/gradio_api/upload?*"):
        pick(page, SPANISH)
        run(page)
        expect(message(page)).to_have_text("Waiting for the upload.")
        cancel(page)
        expect(message(page)).to_have_text("Cancelled. Nothing was saved.")
    page.locator("#recording .waveform-container").first.wait_for()
    assert brake.runs == 0
    brake.release()
    run(page)
    expect(message(page)).to_contain_text(SPANISH_FRAMES)
    assert brake.runs == 1


def test_a_reference_on_its_way_and_run(page, tmp_path, nod):
    choose_example(page, "Español")
    unfold(page, "Advanced")
    with held(page, "**/gradio_api/upload?*"):
        page.set_input_files("#ref-pose input[type=file]", nod)
        run(page)
        expect(message(page)).to_have_text("Waiting for the upload.")
    expect(page.locator("#notes")).to_contain_text("The reference pose has")


def test_a_refused_upload_and_run(page):
    page.route("**/gradio_api/upload?*", lambda route: route.fulfill(status=413))
    pick(page, SPANISH)
    run(page)
    expect(page.locator("#recording")).to_contain_text("There is no recording yet")


def test_clear_and_run(shown):
    clear(shown)
    run(shown)
    expect(shown.locator("#recording")).to_contain_text("There is no recording yet")


def test_clear_upload_and_run(shown):
    with held(shown, "**/gradio_api/upload?*"):
        clear(shown)
        pick(shown, SPANISH)
        run(shown)
        expect(message(shown)).to_have_text("Waiting for the upload.")
    expect(message(shown)).to_contain_text(SPANISH_FRAMES)


def test_values_just_typed_and_run(page):
    choose_example(page, "Español")
    unfold(page, "Advanced")
    page.get_by_label("Seed", exact=True).press_sequentially("77")
    page.get_by_label("number input for Pose style").fill("31")
    run(page)  # without a word to the fields that they are done
    expect(message(page)).to_contain_text("style 31 · seed 77 ")


def test_an_adjustment_just_typed_and_run(page):
    choose_example(page, "Español")
    unfold(page, "Adjust: strength")
    page.get_by_label("number input for Head motion").fill("2")
    page.get_by_label("Still head").check()
    run(page)
    figures(page)
    expect(page.locator("#notes")).to_contain_text("so the head-motion strength 2 has no effect")


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


def test_the_seed_of_a_run_and_run(shown):
    seed = re.search(r"seed (\d+)", message(shown).inner_text())[1]
    unfold(shown, "Advanced")
    with held(shown, "**/gradio_api/queue/join?*") as waiting:
        shown.get_by_role("button", name="Use the seed of this run").click()
        example(shown, "Español")
        run(shown)
        until(shown, lambda: waiting)
    expect(message(shown)).to_contain_text(f"{SPANISH_FRAMES} · style 0 · seed {seed} ")


def test_run_twice_starts_over_with_what_is_shown(page, brake):
    choose_example(page, "English")
    run(page)
    expect(message(page)).to_have_text("Moving the face: frame 245 of 245")
    example(page, "Español")
    run(page)
    expect(message(page)).to_have_text("Moving the face: frame 208 of 208")
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
    assert page.locator("#head-pose svg.figure").count() == 0

    brake.release()
    example(page, "Español")
    run(page)
    figures(page)
    expect(message(page)).to_contain_text(SPANISH_FRAMES)
    assert download_name(page) == "neutral##spanish.mat"


def test_cancel_and_run(page, brake):
    choose_example(page, "English")
    run(page)
    expect(message(page)).to_have_text(MOVING)
    example(page, "Español")
    cancel(page)
    run(page)
    until(page, lambda: brake.runs == 2)
    brake.release()
    expect(message(page)).to_contain_text(SPANISH_FRAMES)


def test_run_and_cancel_at_once(page, brake):
    choose_example(page, "English")
    with held(page, "**/gradio_api/queue/join?*") as waiting:
        run(page)
        until(page, lambda: waiting)
        cancel(page)
        expect(message(page)).to_have_text("Cancelled. Nothing was saved.")
    brake.release()
    run(page)
    expect(message(page)).to_contain_text(ENGLISH_FRAMES)
    assert brake.runs == 1


def test_cancel_while_queued_behind_another_visitor(open_page, brake):
    first, second = open_page(), open_page()
    for page in (first, second):
        choose_example(page, "Español")
        run(page)
        if page is first:
            expect(message(page)).to_have_text(MOVING)
    expect(second.locator(".status").first.locator("..").locator("..")).to_be_visible()
    cancel(second)
    brake.release()
    expect(message(first)).to_contain_text(SPANISH_FRAMES)
    expect(message(second)).to_have_text("Cancelled. Nothing was saved.")
    assert brake.runs == 1


def test_a_second_upload_during_a_run_waits_for_the_next(page, brake):
    upload(page, ENGLISH)
    run(page)
    expect(message(page)).to_have_text(MOVING)
    clear(page)
    upload(page, SPANISH)
    brake.release()
    expect(message(page)).to_contain_text(ENGLISH_FRAMES)
    run(page)
    expect(message(page)).to_contain_text(SPANISH_FRAMES)


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


def test_an_example_and_compare(shown):
    example(shown, "Español")
    open_tab(shown, "Styles")
    shown.get_by_role("button", name="Compare all styles").click()
    expect(shown.get_by_text("8.3 s in 46 styles")).to_be_visible()


def test_an_upload_and_compare(page):
    with held(page, "**/gradio_api/upload?*"):
        pick(page, SPANISH)
        open_tab(page, "Styles")
        page.get_by_role("button", name="Compare all styles").click()
    expect(page.get_by_text("8.3 s in 46 styles")).to_be_visible()


def test_a_style_card_and_run(page):
    choose_example(page, "Español")
    open_tab(page, "Styles")
    page.get_by_role("button", name="Compare all styles").click()
    with held(page, re.compile("/gradio_api/(run|api)/predict")) as waiting:
        page.get_by_role("button", name="Use style 17:").click()  # needs no answer of the server
        run(page)
        until(page, lambda: waiting)
    expect(message(page)).to_contain_text("style 17 ")


def test_files_and_show(page, nod):
    open_tab(page, "Inspect")
    with held(page, "**/gradio_api/upload?*"):
        page.set_input_files("#first input[type=file]", nod)
        page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("100 frames · 4.00 s")).to_be_visible()


def download_name(page):
    with page.expect_download() as started:
        page.get_by_role("button", name="Download", exact=True).click()
    return started.value.suggested_filename
