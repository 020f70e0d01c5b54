"""Figures of panels below each other, over the same seconds, in a page's colours or on white.

No pyplot: its state is global and not safe in threads.  The panels lie at fixed places: a layout
engine draws all of a figure once more to find them.  Text and axes are drawn in the page's own text
colour, so that one figure is readable on light and dark.
"""

import io
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sadcoeff.errors import SettingError
from sadcoeff.files.atomic import write_whole

INK = "#010203"  # placeholder for the page's text colour until the SVG is written
_PAGE_SIZE, _PAGE_TEXT = (5.4, 3.8), 12.0  # inches and points, as the page shows a figure
_SAVED_SIZE, _SAVED_TEXT = (7.2, 4.4), 9.0
_DPI = 200  # of a saved PNG, 1440 pixels wide
# Room about the panels, in heights of the text: numbers, and beyond them what they are of.
_LEFT, _RIGHT, _BELOW, _BETWEEN, _LEGEND_ROW, _ABOVE = 6.2, 1.2, 3.4, 1.0, 1.5, 0.3
_LABEL = 0.9  # from the left edge
_LABELS = 2.5  # panels' labels above each other that have room in full size
_BAR_LEFT, _BAR, _BAR_RIGHT = 0.9, 0.8, 4.4  # a colour bar: before it, itself, its numbers
_PLAIN = (-3, 5)  # powers of ten of numbers that are written out
_APART = 1.4  # numbers above each other
_MOST = 6  # steps on an axis
_NARROW = 0.05  # of the numbers' size: what moves less is not drawn larger
_SVG_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sadcoeff",
    "font.family": "sans-serif",
}
_rendering = threading.Lock()  # matplotlib's settings are global


class Panels(Figure):
    """A figure of panels, each with its legend above it."""

    def __init__(self, heights: Sequence[float]) -> None:
        """As many panels as heights, which are shares of what room there is."""
        super().__init__(figsize=_SAVED_SIZE)
        self._heights = heights
        self._legend_rows = [0] * len(heights)
        self._bar: Axes | None = None
        self.panels: list[Axes] = []
        for number in range(len(heights)):
            first = self.panels[0] if number else None
            axes = self.add_axes((0, 0, 1, 1), label=str(number), sharex=first)
            axes.tick_params("x", labelbottom=number == len(heights) - 1)
            self.panels.append(_style(axes))
        self.panels[-1].set_xlabel("time, seconds")
        self.panels[-1].xaxis.set_major_locator(_steps(_MOST))

    def add_legend(self, panel: int, columns: int) -> None:
        """Put the names of a panel's lines above it, so many beside each other."""
        legend = self.panels[panel].legend(
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=columns,
            frameon=False,
            labelcolor=INK,
            handlelength=1.0,
            handletextpad=0.5,
            borderaxespad=0.1,
            columnspacing=0.9,
            labelspacing=0.3,
            fontsize=_SAVED_TEXT,
        )
        self._legend_rows[panel] = -(-len(legend.get_texts()) // columns)

    def add_bar(self, colours: ScalarMappable) -> None:
        """Put a bar beside the last panel that says what its colours mean."""
        self._bar = self.add_axes((0, 0, 1, 1), label="bar")
        bar = self.colorbar(colours, cax=self._bar, extend="both")
        self._bar.tick_params(colors=INK, width=0.6)
        self._bar.ticklabel_format(axis="y", scilimits=_PLAIN)
        self._bar.yaxis.get_offset_text().set_color(INK)
        bar.outline.set(edgecolor=INK, alpha=0.4, linewidth=0.6)

    def arrange(self, size: tuple[float, float], text: float) -> None:
        """Give it a size in inches and text of so many points, and every panel its place."""
        self.set_size_inches(size)
        for axes in self.axes:
            _enlarge(axes, text)
            axes.yaxis.label.set_fontsize(text * min(1, _LABELS / len(self.panels)))
        width, height = (72 * inches / text for inches in size)  # in heights of the text
        right = _RIGHT if self._bar is None else _BAR_LEFT + _BAR + _BAR_RIGHT
        wide = width - _LEFT - right
        scale = np.array([width, height, width, height])
        places = self._stack(height)
        for axes, (low, high) in zip(self.panels, places, strict=True):
            axes.set_position(tuple(np.array([_LEFT, low, wide, high - low]) / scale))
            axes.yaxis.set_label_coords((_LABEL - _LEFT) / wide, 0.5)
            axes.yaxis.set_major_locator(_steps(min(int((high - low) / _APART), _MOST)))
            axes.set_ylim(*_widen(*axes.get_ylim()))
        if self._bar is not None:
            low, high = places[-1]
            bar = [_LEFT + wide + _BAR_LEFT, low, _BAR, high - low]
            self._bar.set_position(tuple(np.array(bar) / scale))

    def _stack(self, height: float) -> list[tuple[float, float]]:
        """Bottom and top of every panel, in heights of the text."""
        above = [_ABOVE + _LEGEND_ROW * rows for rows in self._legend_rows]
        room = height - _BELOW - _BETWEEN * (len(above) - 1) - sum(above)
        places, top = [], height
        for share, legend in zip(self._heights, above, strict=True):
            top -= legend
            low = top - room * share / sum(self._heights)
            places.append((low, top))
            top = low - _BETWEEN
        return places


def _steps(most: int) -> MaxNLocator:
    return MaxNLocator(max(most, 1), steps=[1, 2, 2.5, 5, 10])


def _widen(low: float, high: float) -> tuple[float, float]:
    """Limits about the same middle, not closer than a share of how far that is from zero."""
    more = (_NARROW * abs(low + high) / 2 - abs(high - low)) / 2
    return (low - more, high + more) if more > 0 else (low, high)


def _style(axes: Axes) -> Axes:
    axes.tick_params(colors=INK, width=0.6)
    axes.grid(color=INK, alpha=0.12, linewidth=0.6)
    axes.ticklabel_format(axis="y", scilimits=_PLAIN)
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set(color=INK, verticalalignment="center")
    axes.yaxis.get_offset_text().set(x=-0.02, horizontalalignment="right", color=INK)
    for side, spine in axes.spines.items():
        spine.set(visible=side in ("left", "bottom"), color=INK, alpha=0.4, linewidth=0.6)
    return axes


def _enlarge(axes: Axes, text: float) -> None:
    axes.tick_params(labelsize=text)
    legend = axes.get_legend()
    names = legend.get_texts() if legend else []
    for part in (axes.xaxis.label, axes.yaxis.get_offset_text(), *names):
        part.set_fontsize(text)


def to_html(figure: Panels, title: str) -> str:
    """The figure for the page, with a label for screen readers, and a cursor that it may move.

    An SVG in the page's text colour, laid out for text that a phone shows at 9 pixels; wider
    pages show it smaller (page.css).  `data-` attributes tell where time begins and ends, as
    shares of the width, and how many seconds lie between.
    """
    figure.arrange(_PAGE_SIZE, _PAGE_TEXT)
    out = io.StringIO()
    with _rendering, matplotlib.rc_context(_SVG_SETTINGS):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{title}" class="figure"', 1)
    place, (_, seconds) = figure.panels[0].get_position(), figure.panels[0].get_xlim()
    return (
        f'<div class="plot" data-left="{place.x0:.4f}" data-right="{place.x1:.4f}" '
        f'data-seconds="{seconds:.2f}">{svg}<i class="plot-cursor"></i></div>'
    )


def save_figure(figure: Panels, path: str | Path) -> None:
    """Save the figure on white, as PNG or SVG by the suffix of `path`, whole or not at all.

    Raises SettingError for another suffix, CoeffFileError if it cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise SettingError(
            f"The figure '{path.name}' cannot be saved: use a name that ends in .png or .svg."
        )
    figure.arrange(_SAVED_SIZE, _SAVED_TEXT)
    options: dict[str, Any] = {"format": kind, "facecolor": "white", "dpi": _DPI}
    if kind == "svg":
        options["metadata"] = {"Date": None}
    with _rendering, matplotlib.rc_context(_SVG_SETTINGS):
        write_whole(path, lambda file: figure.savefig(file, **options))
