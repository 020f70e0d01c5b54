"""Figures of what a face does over time, by name (`sadcoeff.face.named`)."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from sadcoeff.errors import SettingError
from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.curves import CURVE_NAMES
from sadcoeff.face.named import COEFFICIENT_NAMES, NamedCurves, check_names
from sadcoeff.motion.columns import EXPRESSION
from sadcoeff.panels import Panels
from sadcoeff.plots import AXIS_COLOURS, LINE_COLOURS, draw_line

_COLOURS = (*LINE_COLOURS, *AXIS_COLOURS)  # CURVE_NAMES have those that they have in the preview
MOST_CURVES = len(_COLOURS)  # in one figure
_LEGEND_WIDTH = 50  # characters beside each other where a phone shows a figure
_SWATCH_WIDTH = 6  # the same for the line before a name and the space behind it


class _Kind(NamedTuple):
    """Curves of one unit, which share a panel."""

    names: tuple[str, ...]
    unit: str
    scale: float = 1.0


_KINDS = (
    _Kind(CURVE_NAMES, "% eye distance", 100),
    _Kind(ARKIT_NAMES, "ARKit weight"),
    _Kind(COEFFICIENT_NAMES, "PCA weight"),
)


def face_figure(
    coeffs: np.ndarray, other: np.ndarray | None = None, names: Sequence[str] | None = None
) -> Panels:
    """Plot what the face of (T, 70) does over seconds, a panel for each unit.

    Another sequence (N, 70) is drawn over it in dashes.  names: up to MOST_CURVES of
    `sadcoeff.face.named.NAMES`; by default the mouth's opening and width, lids and brows, and the
    ARKit shapes that move most.  Raises SettingError for other names, or more, or none, and for an
    expression with NaN.
    """
    first = NamedCurves(coeffs[:, EXPRESSION])
    second = None if other is None else NamedCurves(other[:, EXPRESSION])
    if names is None:
        shapes = first.find_strongest_shapes(MOST_CURVES - len(CURVE_NAMES))
        names = (*CURVE_NAMES, *shapes)
    return named_figure(first, second, names)


def named_figure(first: NamedCurves, other: NamedCurves | None, names: Sequence[str]) -> Panels:
    """The same of curves that are kept, so that other names are drawn without computing all anew.

    Raises SettingError as `face_figure` does for names.
    """
    check_curves(names)
    drawn = [(kind, [name for name in names if name in kind.names]) for kind in _KINDS]
    panels = [(kind, chosen) for kind, chosen in drawn if chosen]
    figure = Panels((1,) * len(panels))
    for number, (kind, chosen) in enumerate(panels):
        axes = figure.panels[number]
        _draw_kind(axes, kind, chosen, first, dashed=False)
        if other is not None:
            _draw_kind(axes, kind, chosen, other, dashed=True)
        figure.add_legend(number, _count_columns(chosen))
        axes.set_ylabel(kind.unit)
    return figure


def check_curves(names: Sequence[str]) -> None:
    """Raise SettingError unless all are names of curves, as many as a figure can show."""
    if len(names) > MOST_CURVES:
        raise SettingError(
            f"{len(names)} curves are too many for one figure: choose at most {MOST_CURVES}."
        )
    check_names(names)


def _count_columns(names: Sequence[str]) -> int:
    """How many names stand beside each other in a legend, so that its rows are about as long."""
    longest = max(len(name) for name in names)
    rows = math.ceil(len(names) / (_LEGEND_WIDTH // (longest + _SWATCH_WIDTH)))
    return math.ceil(len(names) / rows)


def _draw_kind(
    axes: Axes, kind: _Kind, names: Sequence[str], curves: NamedCurves, dashed: bool
) -> None:
    values = kind.scale * curves.pick(names)
    for column, name in enumerate(names):
        draw_line(axes, values[:, column], _COLOURS[column], name, dashed)
