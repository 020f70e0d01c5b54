"""Settings that act after the networks, and the files in all formats."""

import csv
from xml.etree import ElementTree

import numpy as np
import pytest
import scipy.io
from matplotlib.image import imread
from playwright.sync_api import expect
from visitor import (
    PATIENCE,
    SPANISH,
    curves,
    download,
    figures,
    fill,
    message,
    run,
    tick,
    until,
    upload,
)


@pytest.fixture
def seeded(open_page):
    """A page with a finished run whose seed is known, and the settings open."""
    page = open_page()
    upload(page, SPANISH)
    page.get_by_role("button", name="Advanced").click()
    fill(page, "Seed", "4")
    run(page)
    figures(page)
    page.get_by_role("button", name="Adjust: strength").click()
    return page


def mat(page, folder):
    return scipy.io.loadmat(download(page, page.locator("#download a").first, folder))


def link(page, ending):
    found = page.locator(
        "#files a", has=page.locator(f"xpath=self::*[contains(@download, '{ending}')]")
    )
    return found.first


def test_settings_redraw_without_a_new_run(seeded, tmp_path):
    before = mat(seeded, tmp_path)["coeff_3dmm"]
    drawn = seeded.locator("#head-pose svg.figure").inner_html()
    fill(seeded, "number input for Expression", "2")
    tick(seeded, "Still head")
    expect(seeded.locator("#head-pose svg.figure")).not_to_have_text(drawn)
    seeded.wait_for_function(
        "text => document.querySelector('#head-pose svg').innerHTML !== text", arg=drawn
    )

    def doubled_and_still():
        after = mat(seeded, tmp_path)["coeff_3dmm"]
        twice = np.allclose(after[:, :64], 2 * before[:, :64], rtol=0, atol=1e-5)
        return twice and not after[:, 64:].any()

    until(seeded, doubled_and_still)
    assert "seed 4 " in message(seeded).inner_text()


def test_settings_that_cancel_each_other_are_named(seeded):
    fill(seeded, "number input for Head motion", "2")
    tick(seeded, "Still head")
    expect(seeded.locator("#notes")).to_contain_text(
        "Still holds the head, so the head-motion strength 2 has no effect.", timeout=PATIENCE
    )


def test_a_reference_pose_is_explained_and_drawn_before_and_after(open_page, tmp_path):
    ref = np.zeros((100, 70))
    ref[:, 64] = np.linspace(0, 0.2, 100)
    scipy.io.savemat(tmp_path / "nod.mat", {"coeff_3dmm": ref})
    page = open_page()
    upload(page, SPANISH)
    page.get_by_role("button", name="Advanced").click()
    page.set_input_files("#ref-pose input[type=file]", tmp_path / "nod.mat")
    expect(page.locator("#ref-pose")).to_contain_text("nod")
    run(page)
    pose, _ = figures(page)
    expect(page.locator("#notes")).to_contain_text("starts again at 4.00 s, 8.00 s")
    assert curves(pose, dashed=True) == 6


def test_every_format_opens_with_its_reader_and_says_the_same(seeded, tmp_path):
    wanted = mat(seeded, tmp_path)
    coeffs = wanted["coeff_3dmm"]
    assert (wanted["fps"].item(), wanted["seed"].item(), wanted["audio"].item()) == (
        25,
        4,
        "spanish",
    )
    seeded.locator("#files a").first.wait_for(timeout=PATIENCE)
    links = seeded.locator("#files a").all()
    paths = {
        p.name.removeprefix("neutral##spanish"): p
        for p in (download(seeded, a, tmp_path) for a in links)
    }

    with paths[".csv"].open(newline="") as file:
        rows = list(csv.DictReader(file))
    table = np.array([[float(v) for v in row.values()] for row in rows], np.float32)
    np.testing.assert_array_equal(table[:, 1:], coeffs)
    assert float(rows[25]["time_s"]) == 1.0
    np.testing.assert_array_equal(np.load(paths[".npy"]), coeffs)
    full = scipy.io.loadmat(paths[".coeff257.mat"])["coeff"]
    assert full.shape == (208, 257)
    np.testing.assert_array_equal(full[:, 224:227], coeffs[:, 64:67])
    np.testing.assert_array_equal(np.load(paths[".coeff257.npy"]), full)
    for figure in ("pose", "expression"):
        assert imread(paths[f".{figure}.png"]).shape[1] == 1440
        assert ElementTree.parse(paths[f".{figure}.svg"]).getroot().tag.endswith("svg")
