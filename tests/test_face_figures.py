"""Figures of what a face does, by name: what is in which panel, and what cannot be drawn."""

import numpy as np
import pytest
from made_up import rows

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.curves import CURVE_NAMES, face_curves
from sadcoeff.face.named import NAMES, NamedCurves
from sadcoeff.face_plots import MOST_CURVES, face_figure

FIRST, SECOND = rows(30), rows(40, seed=1)


def drawn(figure):
    """Each panel's lines by its unit: those with a name, and after `-- ` those in dashes."""
    panels = {}
    for axes in figure.axes:
        solid = [line for line in axes.get_lines() if not line.is_dashed()]
        names = {line.get_color(): line.get_label() for line in solid}
        assert len(names) == len(solid)
        panels[axes.get_ylabel()] = {
            ("-- " if line.is_dashed() else "") + names[line.get_color()]: line
            for line in axes.get_lines()
        }
    return panels


def test_each_kind_has_a_panel_in_its_unit():
    figure = face_figure(FIRST, None, ["jawOpen", "exp 7", "mouth width", "exp 63", "tongueOut"])
    panels = drawn(figure)
    assert {unit: list(lines) for unit, lines in panels.items()} == {
        "% eye distance": ["mouth width"],
        "ARKit weight": ["jawOpen", "tongueOut"],
        "PCA weight": ["exp 7", "exp 63"],
    }
    expression = FIRST[:, :64]
    wanted = {
        "mouth width": 100 * face_curves(expression)[:, 1],
        "jawOpen": arkit(expression)[:, 17],
        "tongueOut": np.zeros(30),
        "exp 7": FIRST[:, 7],
        "exp 63": FIRST[:, 63],
    }
    for name, line in {k: v for lines in panels.values() for k, v in lines.items()}.items():
        np.testing.assert_allclose(line.get_ydata(), wanted[name], atol=1e-6)
        np.testing.assert_allclose(line.get_xdata(), np.arange(30) / 25)


def test_another_is_drawn_over_it_in_dashes_and_all_of_it_is_seen():
    figure = face_figure(FIRST, SECOND, ["exp 2", "exp 5"])
    (lines,) = drawn(figure).values()
    assert list(lines) == ["exp 2", "exp 5", "-- exp 2", "-- exp 5"]
    np.testing.assert_array_equal(lines["-- exp 5"].get_ydata(), SECOND[:, 5])
    assert figure.axes[0].get_xlim() == (0, 40 / 25)


def test_by_default_the_face_and_the_shapes_that_move_most_are_drawn():
    face, shapes = (list(lines) for lines in drawn(face_figure(FIRST)).values())
    assert face == list(CURVE_NAMES)
    spread = dict(zip(ARKIT_NAMES, arkit(FIRST[:, :64]).std(axis=0), strict=True))
    assert len(shapes) == 4
    left = sorted((name for name in ARKIT_NAMES if not name.endswith("Right")), key=spread.get)
    assert shapes == left[:-5:-1]


def test_every_name_can_be_drawn():
    assert len(set(NAMES)) == len(NAMES) == 4 + 52 + 64
    curves = NamedCurves(FIRST[:, :64]).pick(NAMES)
    assert curves.shape == (30, len(NAMES))
    np.testing.assert_array_equal(curves[:, 4:56], arkit(FIRST[:, :64]))
    np.testing.assert_array_equal(curves[:, 56:], FIRST[:, :64])


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            ["jawOpen", "jawopen"],
            "Unknown curve 'jawopen': use mouth opening, .* or exp 0 to",
        ),
        (["exp 64"], "Unknown curve 'exp 64'"),
        ([], "No curve is named: name one at least"),
        (NAMES[: MOST_CURVES + 1], "9 curves are too many for one figure: choose at most 8"),
    ],
)
def test_other_names_are_refused_in_a_sentence(names, sentence):
    with pytest.raises(SettingError, match=sentence) as told:
        face_figure(FIRST, None, names)
    assert str(told.value).count(".") == 1


def test_an_expression_with_nan_is_refused():
    with pytest.raises(SettingError, match="NaN"):
        face_figure(np.full((3, 70), np.nan, np.float32))
