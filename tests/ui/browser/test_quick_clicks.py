"""Clicks in quick succession: what runs is what the page shows.

Where one click has to overtake another, the server's answer to the first is held back.  Nothing
here hangs on how fast a machine is.
"""

import re

from playwright.sync_api import expect
from visitor import (
    SPANISH,
    SPANISH_FRAMES,
    cancel,
    choose_example,
    clear,
    example,
    figures,
    held,
    message,
    open_tab,
    pick,
    run,
    unfold,
    until,
)

AT_FIRST_BUTTON = """
  new MutationObserver((_, observer) => {
    if (!document.querySelector('button')) return;
    window.atFirstButton = typeof window.sadcoeff;
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""


def test_a_click_at_the_first_moment_finds_the_scripts(browsing, server):
    page = browsing.open(server, script=AT_FIRST_BUTTON)
    assert page.evaluate("window.atFirstButton") == "object"


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


def test_an_upload_and_run(visit):
    with held(visit, "**/gradio_api/upload?*"):
        pick(visit, SPANISH)
        run(visit)
        expect(message(visit)).to_have_text("Waiting for the upload.")
    expect(message(visit)).to_contain_text(SPANISH_FRAMES)


def test_trim_and_run(visit):
    example(visit, "Español")
    expect(visit.locator("#recording #duration")).to_have_text("0:08")
    visit.get_by_label("Trim audio to selection").click()
    visit.locator("#recording").get_by_role("button", name="Trim", exact=True).click()
    run(visit)
    expect(message(visit)).to_contain_text("52 frames")  # Gradio selects the second quarter


def test_an_upload_and_run_twice_is_one_run(visit, brake):
    with held(visit, "**/gradio_api/upload?*"):
        pick(visit, SPANISH)
        run(visit)
        run(visit)
        expect(message(visit)).to_have_text("Waiting for the upload.")
    brake.release()
    expect(message(visit)).to_contain_text(SPANISH_FRAMES)
    assert brake.runs == 1


def test_an_upload_run_and_cancel(visit, brake):
    with held(visit, "**/gradio_api/upload?*"):
        pick(visit, SPANISH)
        run(visit)
        expect(message(visit)).to_have_text("Waiting for the upload.")
        cancel(visit)
        expect(message(visit)).to_have_text("Cancelled. Nothing was saved.")
    visit.locator("#recording .waveform-container").first.wait_for()
    assert brake.runs == 0
    brake.release()
    run(visit)
    expect(message(visit)).to_contain_text(SPANISH_FRAMES)
    assert brake.runs == 1


def test_a_reference_on_its_way_and_run(page, nod):
    choose_example(page, "Español")
    unfold(page, "Advanced")
    with held(page, "**/gradio_api/upload?*"):
        page.set_input_files("#ref-pose input[type=file]", nod)
        run(page)
        expect(message(page)).to_have_text("Waiting for the upload.")
    expect(page.locator("#notes")).to_contain_text("The reference pose has")


def test_a_refused_upload_and_run(visit):
    visit.route("**/gradio_api/upload?*", lambda route: route.fulfill(status=413))
    pick(visit, SPANISH)
    run(visit)
    expect(visit.locator("#recording")).to_contain_text("There is no recording yet")
    visit.unroute("**/gradio_api/upload?*")


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
    page.get_by_label("Seed").press_sequentially("77")
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


def test_the_seed_of_a_run_and_run(shown):
    seed = re.search(r"seed (\d+)", message(shown).inner_text())[1]
    unfold(shown, "Advanced")
    with held(shown, "**/gradio_api/queue/join?*") as waiting:
        shown.get_by_role("button", name="Use the seed of this run").click()
        example(shown, "Español")
        run(shown)
        until(shown, lambda: waiting)
    expect(message(shown)).to_contain_text(f"{SPANISH_FRAMES} · style 0 · seed {seed} ")


def test_an_example_and_compare(shown):
    example(shown, "Español")
    open_tab(shown, "Styles")
    shown.get_by_role("button", name="Compare all styles").click()
    expect(shown.get_by_text("8.3 s in 46 styles")).to_be_visible()


def test_an_upload_and_compare(visit):
    with held(visit, "**/gradio_api/upload?*"):
        pick(visit, SPANISH)
        open_tab(visit, "Styles")
        visit.get_by_role("button", name="Compare all styles").click()
    expect(visit.get_by_text("8.3 s in 46 styles")).to_be_visible()


def test_a_style_card_and_run(page):
    choose_example(page, "Español")
    open_tab(page, "Styles")
    page.get_by_role("button", name="Compare all styles").click()
    with held(page, re.compile("/gradio_api/(run|api)/predict")) as waiting:
        page.get_by_role("button", name="Use style 17:").click()  # needs no answer of the server
        run(page)
        until(page, lambda: waiting)
    expect(message(page)).to_contain_text("style 17 ")


def test_files_and_show(visit, nod):
    open_tab(visit, "Inspect")
    with held(visit, "**/gradio_api/upload?*"):
        visit.set_input_files("#first input[type=file]", nod)
        visit.get_by_role("button", name="Show", exact=True).click()
    expect(visit.get_by_text("100 frames · 4.00 s")).to_be_visible()
