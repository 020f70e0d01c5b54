"""Figures of the coefficients over time."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from sadcoeff.motion.columns import (
    ANGLE_NAMES,
    ANGLES,
    EXPRESSION,
    FPS,
    TRANSLATION,
    TRANSLATION_NAMES,
)
from sadcoeff.motion.statistics import compare
from sadcoeff.panels import Panels

# One colour for each axis of space, wherever it is drawn; pitch turns about x, yaw about y, roll
# about z.  Distinguishable with any colour vision, with a contrast of 3:1 on white and on black.
AXIS_COLOURS = ("#e0603a", "#1b9e77", "#4c86e8")
LINE_COLOURS = ("#9b6bd3", "#b8862b", "#d4569a", "#2b95a8", "#7f8a35")
STRONGEST = len(LINE_COLOURS)  # expression coefficients drawn as lines

# Transparent at zero, so that the page's background is the neutral colour.
_BLUE_TO_RED: list[tuple[float, Any]] = [
    (0.0, "#2166ac"),
    (0.5, (0.5, 0.5, 0.5, 0.0)),
    (1.0, "#d6532b"),
]
_DIVERGING = LinearSegmentedColormap.from_list("clear_at_zero", _BLUE_TO_RED)


def pose_figure(coeffs: np.ndarray, other: np.ndarray | None = None) -> Panels:
    """Plot head angles (degrees) and translation (model units) of (T, 70) over seconds.

    Another sequence (N, 70) is drawn on top in dashes.
    """
    figure = Panels((1, 1))
    angles, translation = figure.panels
    for values, dashed in _list_drawn(coeffs, other):
        _draw_axes(angles, np.degrees(values[:, ANGLES]), ANGLE_NAMES, dashed)
        _draw_axes(translation, values[:, TRANSLATION], TRANSLATION_NAMES, dashed)
    angles.set_ylabel("degrees")
    translation.set_ylabel("model units")
    for number in range(2):
        figure.add_legend(number, len(AXIS_COLOURS))
    return figure


def expression_figure(coeffs: np.ndarray, other: np.ndarray | None = None) -> Panels:
    """Plot the strongest expression coefficients of (T, 70) as lines, and all 64 as a heat map.

    Another sequence (N, 70) is drawn over the lines in dashes; the map then shows the second less
    the first, over the common length.
    """
    figure = Panels((1, 1.25))
    lines, heat = figure.panels
    columns = _find_strongest(coeffs[:, EXPRESSION])
    for values, dashed in _list_drawn(coeffs, other):
        for column, colour in zip(columns, LINE_COLOURS, strict=True):
            draw_line(lines, values[:, column], colour, f"exp {column}", dashed)
    figure.add_legend(0, STRONGEST)
    lines.set_ylabel("PCA weight")
    mapped = coeffs if other is None else compare(coeffs, other)
    _draw_heat(figure, heat, mapped[:, EXPRESSION])
    heat.set_ylabel("coefficient" if other is None else "difference")
    return figure


def _list_drawn(coeffs: np.ndarray, other: np.ndarray | None) -> list[tuple[np.ndarray, bool]]:
    """The sequences to draw, and whether in dashes."""
    return [(coeffs, False)] + ([] if other is None else [(other, True)])


def _find_strongest(expression: np.ndarray) -> np.ndarray:
    """The columns of (T, 64) with the largest standard deviation, largest first."""
    return np.argsort(-expression.std(axis=0), kind="stable")[:STRONGEST]


def _draw_axes(axes: Axes, values: np.ndarray, names: tuple[str, ...], dashed: bool) -> None:
    for column, (name, colour) in enumerate(zip(names, AXIS_COLOURS, strict=True)):
        draw_line(axes, values[:, column], colour, name, dashed)


def draw_line(axes: Axes, values: np.ndarray, colour: str, name: str, dashed: bool) -> None:
    """Draw values (T,) over seconds; in dashes for the second of two, whose name is known."""
    axes.plot(
        _to_seconds(len(values)),
        values,
        color=colour,
        linewidth=1.4,
        linestyle=(0, (3, 1.5)) if dashed else "solid",
        alpha=0.8 if dashed else 1.0,
        label=None if dashed else name,
        # A single frame needs a marker: a line through one point is invisible.
        marker="o" if len(values) == 1 else None,
    )
    axes.set_xlim(0, max(len(values) / FPS, axes.get_xlim()[1] if dashed else 0))


def _draw_heat(figure: Panels, axes: Axes, expression: np.ndarray) -> None:
    # A few extremes (blinks) would wash out the rest; the colour bar's arrows show that they exist.
    limit = max(float(np.quantile(np.abs(expression), 0.995)), 1e-6)
    image = axes.imshow(
        expression.T,
        aspect="auto",
        interpolation="nearest",
        cmap=_DIVERGING,
        vmin=-limit,
        vmax=limit,
        extent=(0, len(expression) / FPS, expression.shape[1] - 0.5, -0.5),
    )
    axes.grid(visible=False)
    figure.add_bar(image)


def _to_seconds(frames: int) -> np.ndarray:
    return np.arange(frames) / FPS
