"""The page in a real browser, used as a visitor uses it."""

import re

import numpy as np
import pytest
import scipy.io
import soundfile
from playwright.sync_api import expect
from visitor import (
    ENGLISH,
    curves,
    download,
    figures,
    fill,
    message,
    run,
    unfold,
    upload,
)

from sadcoeff import Audio2Coeff, find_weights, make_batch

FIGURE = "document.querySelector('#head-pose svg.figure')"
CHANGED = f"before => ({FIGURE}?.innerHTML ?? before) !== before"


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_upload_run_look_and_download(open_page, tmp_path, width, theme):
    page = open_page(width=width, theme=theme)
    upload(page, ENGLISH)
    fill(page, "number input for Pose style", "45")
    run(page)
    pose, expression = figures(page)

    assert curves(pose) >= 6
    assert curves(expression) >= 5
    assert expression.locator("image").count() >= 1
    ink = pose.evaluate("e => getComputedStyle(e).color")
    assert ink == page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    said = message(page).inner_text()
    assert "9.8 s · 245 frames · style 45" in said
    assert "demo weights" in said
    path = download(page, tmp_path)
    assert path.name == "neutral##english.mat"
    got = scipy.io.loadmat(path)["coeff_3dmm"]
    assert got.shape == (245, 70)
    seed = int(re.search(r"seed (\d+)", said)[1])
    model = Audio2Coeff(find_weights("demo"), "cpu")
    wanted = model.predict(make_batch(ENGLISH, seed=seed), 45, seed=seed)
    np.testing.assert_allclose(got, wanted, atol=1e-4)


def test_a_seed_is_kept_on_demand_repeats_a_run_and_another_changes_it(page, one_second):
    upload(page, one_second)
    unfold(page, "Advanced")
    run(page)
    figures(page)
    assert "seed 0 " not in message(page).inner_text()
    page.get_by_role("button", name="Use the seed of this run").click()
    expect(page.get_by_label("Seed")).not_to_have_value("")
    assert f"seed {page.get_by_label('Seed').input_value()} " in message(page).inner_text()
    drawn = []
    for seed in ("5", "6", "5"):
        before = page.locator("#head-pose svg.figure").inner_html()
        fill(page, "Seed", seed)
        run(page)
        expect(message(page)).to_contain_text(f"seed {seed} ")
        page.wait_for_function(CHANGED, arg=before)  # the figure comes a moment after the words
        drawn.append(page.locator("#head-pose svg.figure").inner_html())
    assert drawn[0] == drawn[2]
    assert drawn[0] != drawn[1]


def test_messages_stand_at_the_component(page, tmp_path):
    run(page)
    expect(page.locator("#recording")).to_contain_text("There is no recording yet")
    page.get_by_role("button", name="Cancel").click()
    expect(message(page)).to_contain_text("Record or upload speech")

    unfold(page, "Advanced")
    fill(page, "Idle seconds", "-1")
    run(page)
    expect(page.locator("#idle-seconds")).to_contain_text("it must be a number from 0.04")
    fill(page, "Idle seconds", "2")
    run(page)
    expect(message(page)).to_contain_text("2.0 s · 50 frames")

    soundfile.write(tmp_path / "click.wav", np.zeros(600), 16_000)
    upload(page, tmp_path / "click.wav")
    run(page)
    expect(page.locator("#recording")).to_contain_text("less than one video frame")

    scipy.io.savemat(tmp_path / "ref.mat", {"other": np.zeros((3, 70))})
    page.set_input_files("#ref-pose input[type=file]", tmp_path / "ref.mat")
    run(page)
    expect(page.locator("#ref-pose")).to_contain_text("called coeff_3dmm")


def test_a_microphone_recording_runs(page):
    page.locator("#recording").get_by_role("button", name="Record audio").click()
    page.locator("#recording").get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("#recording time.duration")).not_to_have_text("0:00")
    page.locator("#recording").get_by_role("button", name="Stop", exact=True).click()
    run(page)  # waits for the recording
    figures(page)
    assert re.search(r"\d+\.\d+ s · \d\d+ frames", message(page).inner_text())
