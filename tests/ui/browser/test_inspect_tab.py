"""Coefficient files opened in the page, without a network."""

import re

import numpy as np
import pytest
import scipy.io
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError, ValidationError
from playwright.sync_api import expect
from visitor import curves, figures

FRAMES = 60


@pytest.fixture
def files(tmp_path):
    """Two sequences: the second 257 columns wide, ten frames shorter and 0.1 rad further in yaw."""
    rng = np.random.default_rng(2)
    first = rng.normal(0, 0.05, (FRAMES, 70)).astype(np.float32)
    second = np.zeros((FRAMES - 10, 257), np.float32)
    second[:, 80:144], second[:, 224:227] = first[:-10, :64], first[:-10, 64:67]
    second[:, 254:257] = first[:-10, 67:70]
    second[:, 225] += 0.1
    scipy.io.savemat(tmp_path / "first.mat", {"coeff_3dmm": first})
    np.save(tmp_path / "second.npy", second)
    return tmp_path / "first.mat", tmp_path / "second.npy"


def test_two_files_are_drawn_over_each_other_with_their_difference(page, files):
    page.get_by_role("tab", name="Inspect").click()
    for field, path in zip(("#first", "#second"), files, strict=True):
        page.set_input_files(f"{field} input[type=file]", path)
    page.get_by_role("button", name="Show", exact=True).click()
    pose, expression = figures(page, "#head-pose-of-the-file", "#expression-of-the-file")
    assert curves(pose, dashed=True) == 6
    assert curves(expression, dashed=True) == 5
    assert "difference" in expression.text_content()
    expect(page.get_by_text("compared over 50 frames")).to_be_visible()
    expect(page.locator("#statistics")).to_contain_text(f"{np.degrees(0.1):.3g}")

    named = page.locator("#curves-by-name svg.figure")
    assert curves(named, dashed=True) == 4
    page.get_by_label("Curves", exact=True).press_sequentially("exp 63")
    expect(page.get_by_role("option", name="exp 63", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(named).to_have_attribute("aria-label", re.compile("brows raised, exp 63$"))
    assert curves(named, dashed=True) == 5
    expect(named).to_contain_text("PCA weight")


def test_the_endpoint_gives_ranges_and_differences(server, files):
    first, second = (handle_file(str(path)) for path in files)
    client = Client(server, verbose=False)
    status, preview, table, *_ = client.predict(
        first=first, second=second, audio=None, api_name="/inspect"
    )
    assert "257 columns" in status["message"]
    assert preview["frames"] == FRAMES
    rows = {row[0]: row for row in table["data"]}
    assert rows["yaw, degrees"][-1] == f"{np.degrees(0.1):.3g}"
    assert rows["pitch, degrees"][-1] == "0"
    angles = np.degrees(scipy.io.loadmat(files[0])["coeff_3dmm"][:, 64])
    assert rows["pitch, degrees"][1] == f"{angles.min():.3g} … {angles.max():.3g}"


def test_a_file_that_cannot_be_read_is_named(server, tmp_path):
    (tmp_path / "words.csv").write_text("a,b\n1,2\n")
    client = Client(server, verbose=False)
    with pytest.raises((AppError, ValidationError), match="is not a CSV of this program"):
        client.predict(
            first=handle_file(str(tmp_path / "words.csv")),
            api_name="/inspect",
        )
