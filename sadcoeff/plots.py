"""Figures of the coefficients over time, drawn so that a page can theme them.

No pyplot: its state is global and not safe in threads.  Text and axes are drawn in the page's own
text colour, so that one figure is readable on light and dark.
"""

import io
import threading
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text

from sadcoeff.errors import SettingError
from sadcoeff.files.atomic import write_whole
from sadcoeff.motion.columns import (
    ANGLE_NAMES,
    ANGLES,
    EXPRESSION,
    FPS,
    TRANSLATION,
    TRANSLATION_NAMES,
)
from sadcoeff.motion.statistics import compare

# One colour for each axis of space, wherever it is drawn; pitch turns about x, yaw about y, roll
# about z.  Distinguishable with any colour vision, with a contrast of 3:1 on white and on black.
AXIS_COLOURS = ("#e0603a", "#1b9e77", "#4c86e8")
LINE_COLOURS = ("#9b6bd3", "#b8862b", "#d4569a", "#2b95a8", "#7f8a35")
STRONGEST = len(LINE_COLOURS)  # expression coefficients drawn as lines
INK = "#010203"  # placeholder for the page's text colour until the SVG is written
WIDTH, HEIGHT = 7.2, 4.4  # inches, at 72 SVG points an inch
PAGE_SIZE, PAGE_TEXT = (5.4, 3.8), 12  # inches and points, as the page shows a figure
DPI = 200  # of a saved PNG, 1440 pixels wide

# Transparent at zero, so that the page's background is the neutral colour.
_BLUE_TO_RED: list[tuple[float, Any]] = [
    (0.0, "#2166ac"),
    (0.5, (0.5, 0.5, 0.5, 0.0)),
    (1.0, "#d6532b"),
]
_DIVERGING = LinearSegmentedColormap.from_list("clear_at_zero", _BLUE_TO_RED)
_SVG_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sadcoeff",
    "font.family": "sans-serif",
}
_rendering = threading.Lock()  # matplotlib's settings are global


def pose_figure(coeffs: np.ndarray, other: np.ndarray | None = None) -> Figure:
    """Plot head angles (degrees) and translation (model units) of (T, 70) over seconds.

    Another sequence (N, 70) is drawn on top in dashes.
    """
    figure, (angles, translation) = make_panels((1, 1))
    for values, dashed in _list_drawn(coeffs, other):
        _draw_axes(angles, np.degrees(values[:, ANGLES]), ANGLE_NAMES, dashed)
        _draw_axes(translation, values[:, TRANSLATION], TRANSLATION_NAMES, dashed)
    angles.set_ylabel("degrees")
    translation.set_ylabel("model units")
    for axes in (angles, translation):
        add_legend(axes)
    return figure


def expression_figure(coeffs: np.ndarray, other: np.ndarray | None = None) -> Figure:
    """Plot the strongest expression coefficients of (T, 70) as lines, and all 64 as a heat map.

    Another sequence (N, 70) is drawn over the lines in dashes; the map then shows the second less
    the first, over the common length.
    """
    figure, (lines, heat) = make_panels((1, 1.25))
    columns = _find_strongest(coeffs[:, EXPRESSION])
    for values, dashed in _list_drawn(coeffs, other):
        for column, colour in zip(columns, LINE_COLOURS, strict=True):
            draw_line(lines, values[:, column], colour, f"exp {column}", dashed)
    add_legend(lines)
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


def to_html(figure: Figure, title: str) -> str:
    """The figure for the page, with a label for screen readers, and a cursor that it may move.

    An SVG in the page's text colour, laid out for text that a phone shows at 9 pixels; wider
    pages show it smaller (page.css).  `data-` attributes tell where time begins and ends, as
    shares of the width, and how many seconds lie between.  The figure is no more for saving then.
    """
    figure.set_size_inches(PAGE_SIZE)
    for text in figure.findobj(Text):
        text.set_fontsize(PAGE_TEXT)
    out = io.StringIO()
    with _rendering, matplotlib.rc_context(_SVG_SETTINGS):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{title}" class="figure"', 1)
    place, (_, seconds) = figure.axes[0].get_position(), figure.axes[0].get_xlim()
    return (
        f'<div class="plot" data-left="{place.x0:.4f}" data-right="{place.x1:.4f}" '
        f'data-seconds="{seconds:.2f}">{svg}<i class="plot-cursor"></i></div>'
    )


def save_figure(figure: Figure, path: str | Path) -> None:
    """Save the figure on white, as PNG or SVG by the suffix of `path`, whole or not at all.

    Raises SettingError for another suffix, CoeffFileError if it cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise SettingError(
            f"The figure '{path.name}' cannot be saved: use a name that ends in .png or .svg."
        )
    options: dict[str, Any] = {"format": kind, "facecolor": "white", "dpi": DPI}
    if kind == "svg":
        options["metadata"] = {"Date": None}
    with _rendering, matplotlib.rc_context(_SVG_SETTINGS):
        write_whole(path, lambda file: figure.savefig(file, **options))


def make_panels(heights: tuple[float, ...]) -> tuple[Figure, list[Axes]]:
    """A figure of panels below each other, as high as these shares, over the same seconds."""
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    grid = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights, squeeze=False)
    panels = list(grid[:, 0])
    for axes in panels:
        _style(axes)
    panels[-1].set_xlabel("time, seconds")
    return figure, panels


def _style(axes: Axes) -> None:
    axes.tick_params(colors=INK, labelsize=9, width=0.6)
    axes.grid(color=INK, alpha=0.12, linewidth=0.6)
    axes.xaxis.label.set(color=INK, fontsize=9)
    axes.yaxis.label.set(color=INK, fontsize=9)
    for side, spine in axes.spines.items():
        spine.set(visible=side in ("left", "bottom"), color=INK, alpha=0.4, linewidth=0.6)


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


def add_legend(axes: Axes, columns: int = STRONGEST) -> None:
    """Put the lines' names above a panel, so many beside each other."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        labelcolor=INK,
        fontsize=9,
        handlelength=1.0,
        handletextpad=0.5,
        borderaxespad=0.1,
        columnspacing=0.9,
    )


def _draw_heat(figure: Figure, axes: Axes, expression: np.ndarray) -> None:
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
    bar = figure.colorbar(image, ax=axes, pad=0.01, fraction=0.03, extend="both")
    bar.ax.tick_params(colors=INK, labelsize=8, width=0.6)
    bar.outline.set(edgecolor=INK, alpha=0.4, linewidth=0.6)


def _to_seconds(frames: int) -> np.ndarray:
    return np.arange(frames) / FPS
