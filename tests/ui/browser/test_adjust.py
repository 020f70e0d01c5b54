"""Settings that act after the networks, and the files that a run is downloaded as."""

import csv
import json
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pandas
import pytest
import scipy.io
import soundfile
from matplotlib.image import imread
from playwright.sync_api import expect
from pygltflib import GLTF2
from visitor import (
    SPANISH,
    choose_example,
    curves,
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

from sadcoeff.ui.handlers.downloads import KINDS
from sadcoeff.ui.storage import main_folder


@pytest.fixture
def seeded(page):
    """A page with a finished run whose seed is known, and the settings open."""
    upload(page, SPANISH)
    unfold(page, "Advanced")
    fill(page, "Seed", "4")
    run(page)
    figures(page)
    unfold(page, "Adjust: strength")
    return page


@pytest.fixture
def decoded(monkeypatch):
    """The sound files that are opened."""
    opened, plain = [], soundfile.SoundFile
    monkeypatch.setattr(soundfile, "SoundFile", lambda *a, **k: opened.append(a) or plain(*a, **k))
    return opened


def mat(page, folder):
    return scipy.io.loadmat(download(page, folder))


def written():
    """What runs and downloads have left in their folders."""
    return sorted(main_folder().glob("run-*/*"))


def drawing(page):
    return page.locator("#head-pose svg.figure").inner_html()


def test_a_redraw_decodes_and_writes_nothing_and_files_follow_it(decoded, seeded, tmp_path):
    assert len(decoded) == 1
    before = mat(seeded, tmp_path)["coeff_3dmm"]
    files, drawn = written(), drawing(seeded)
    tick(seeded, "Still head")
    until(seeded, lambda: drawing(seeded) != drawn)
    assert written() == files
    fill(seeded, "number input for Head motion", "2")
    fill(seeded, "number input for Expression", "2")
    after = mat(seeded, tmp_path)["coeff_3dmm"]  # whether drawn yet or not
    np.testing.assert_allclose(after[:, :64], 2 * before[:, :64], rtol=0, atol=1e-5)
    assert not after[:, 64:].any()
    expect(seeded.locator("#notes")).to_contain_text(
        "Still holds the head, so the head-motion strength 2 has no effect."
    )
    assert len(decoded) == 1
    assert "seed 4 " in message(seeded).inner_text()


def test_a_reference_pose_is_explained_and_drawn_before_and_after(page, nod):
    upload(page, SPANISH)
    unfold(page, "Advanced")
    page.set_input_files("#ref-pose input[type=file]", nod)
    run(page)  # waits for the upload
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
    with ZipFile(download(seeded, tmp_path, "All of these, ZIP")) as everything:
        everything.extractall(tmp_path / "all")
    paths = {p.name.removeprefix("neutral##spanish"): p for p in (tmp_path / "all").iterdir()}
    assert len(paths) == len(KINDS) - 1 == 16

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
    gltf = GLTF2().load(paths[".25fps.glb"])
    assert gltf.animations[0].name == "spanish"
    assert gltf.accessors[gltf.animations[0].samplers[0].input].count == 208
    with paths[".25fps.livelink.csv"].open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 208
    weights = json.loads(paths[".25fps.arkit.json"].read_text())
    assert weights["metadata"]["frame_count"] == len(weights["frames"]) == 208
    assert pandas.read_csv(paths[".25fps.arkit.csv"]).shape == (208, 53)
    for figure in ("pose", "expression", "face"):
        assert imread(paths[f".{figure}.png"]).shape[1] == 1440
        assert ElementTree.parse(paths[f".{figure}.svg"]).getroot().tag.endswith("svg")
    seeded.locator(".files summary").click()
    seeded.get_by_label("Frames a second").select_option("60")
    seeded.keyboard.press("Escape")
    alone = download(seeded, tmp_path, "Live Link Face take")
    assert alone.name == "neutral##spanish.60fps.livelink.csv"
    assert len(alone.read_text().splitlines()) == 1 + 207 * 60 // 25 + 1


def test_the_keyboard_downloads_on_a_phone(open_page):
    page = open_page(width=390, theme="dark")
    choose_example(page, "Español")
    run(page)
    figures(page)
    menu = page.locator(".files summary")
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".files-kind").nth(1)).to_be_focused()
    with page.expect_download() as started, page.expect_request("**/queue/join?*") as asked:
        page.keyboard.press("Enter")
    assert started.value.suggested_filename == "neutral##spanish.csv"
    _, opened, choice, *_ = asked.value.post_data_json["data"]
    assert (opened, choice) == (False, "csv 25")  # no example in place of a run that is lost
    expect(menu).to_be_focused()
