"""Figures as files of their own: on white, readable without a page around them."""

from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from made_up import rows
from matplotlib import image
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sadcoeff.errors import CoeffFileError, SettingError
from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face_plots import MOST_CURVES, face_figure
from sadcoeff.panels import save_figure, to_html
from sadcoeff.plots import expression_figure, pose_figure

FIGURES = (pose_figure(rows(30)), expression_figure(rows(30)), face_figure(rows(30)))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_png_is_dark_on_opaque_white(tmp_path, figure):
    save_figure(figure, tmp_path / "a.png")
    pixels = image.imread(tmp_path / "a.png")
    assert pixels.shape == (880, 1440, 4)
    assert (pixels[..., 3] == 1).all()
    np.testing.assert_array_equal(pixels[0, 0], 1)
    assert (pixels[..., :3].max(axis=2) < 0.1).sum() > 500  # text and ticks


@pytest.mark.parametrize("figure", FIGURES)
def test_an_svg_stands_alone(tmp_path, figure):
    save_figure(figure, tmp_path / "a.SVG")
    text = (tmp_path / "a.SVG").read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "currentColor" not in text
    assert "fill: #ffffff" in text
    assert ">time, seconds</text>" in text


def test_saving_leaves_the_page_its_own_figure(tmp_path):
    save_figure(FIGURES[0], tmp_path / "a.png")
    on_page = to_html(FIGURES[0], "Pose")
    assert "currentColor" in on_page
    assert "fill: #ffffff" not in on_page


def test_equal_figures_are_equal_files(tmp_path):
    for name in ("a.svg", "b.svg"):
        save_figure(pose_figure(rows(30)), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


LONG = [name for name in ARKIT_NAMES if name.startswith("mouth")][:MOST_CURVES]
CROWDED = {
    "pose": pose_figure,
    "expression": expression_figure,
    "three panels": lambda coeffs: face_figure(coeffs, None, ["jawOpen", "exp 3", "mouth width"]),
    "long names": lambda coeffs: face_figure(coeffs, None, LONG),
}


@pytest.mark.parametrize("size", [1e-7, 1e-3, 1, 5e5])
@pytest.mark.parametrize("kind", CROWDED)
@pytest.mark.parametrize("arranged", ["page", "file"])
def test_all_text_has_room(tmp_path, kind, size, arranged):
    figure = CROWDED[kind](size * rows(30))
    save_figure(figure, tmp_path / "a.png") if arranged == "file" else to_html(figure, "Any")
    FigureCanvasAgg(figure).draw()
    boxes = [text.get_window_extent() for text in shown_text(figure)]
    assert min(box.x0 for box in boxes) >= 0
    assert min(box.y0 for box in boxes) >= 0
    if arranged == "file" or kind != "long names":  # a page's own font is narrower
        assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert max(box.y1 for box in boxes) <= figure.bbox.height
    pairs = [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)]
    assert pairs == []


def shown_text(figure):
    for axes in figure.axes:
        yield from (
            t for t in axes.get_yticklabels() if is_shown(axes.get_ylim(), t.get_position()[1])
        )
        yield axes.yaxis.label
        yield from axes.get_legend().get_texts() if axes.get_legend() else ()
    yield figure.panels[-1].xaxis.label


def is_shown(limits, value):
    return min(limits) <= value <= max(limits)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(
        SettingError, match=r"'a.bmp' cannot be saved: use a name that ends in .png or"
    ):
        save_figure(FIGURES[0], tmp_path / "a.bmp")


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CoeffFileError, match="cannot be written"):
        save_figure(FIGURES[0], tmp_path / "file" / "a.png")
