"""The figures as the page shows them."""

from collections.abc import Sequence

import numpy as np

from sadcoeff.face.named import NamedCurves
from sadcoeff.face_plots import named_figure
from sadcoeff.panels import to_html
from sadcoeff.plots import expression_figure, pose_figure


def show_pose(coeffs: np.ndarray, other: np.ndarray | None = None) -> str:
    """The head pose of (T, 70) as HTML, and of another (N, 70) dashed over it."""
    title = "Head pose over time: pitch, yaw, roll; x, y, z"
    return to_html(pose_figure(coeffs, other), title)


def show_expression(coeffs: np.ndarray, other: np.ndarray | None = None) -> str:
    """The expression of (T, 70) as HTML; with another (N, 70) dashed, and their difference."""
    title = "Expression over time: the strongest as lines, all 64 as a map"
    return to_html(expression_figure(coeffs, other), title)


def show_named(first: NamedCurves, other: NamedCurves | None, names: Sequence[str]) -> str:
    """The curves of these names as HTML, and those of another dashed over them."""
    return to_html(named_figure(first, other, names), f"Over time: {', '.join(names)}")
