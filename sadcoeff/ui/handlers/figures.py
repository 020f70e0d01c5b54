"""The figures as the page shows them."""

from collections.abc import Sequence

import numpy as np

from sadcoeff.face.named import NamedCurves
from sadcoeff.face_plots import named_figure
from sadcoeff.plots import expression_figure, pose_figure, to_svg


def pose_svg(coeffs: np.ndarray, other: np.ndarray | None = None) -> str:
    """The head pose of (T, 70) as an SVG, and of another (N, 70) dashed over it."""
    title = "Head pose over time: pitch, yaw, roll; x, y, z"
    return to_svg(pose_figure(coeffs, other), title)


def expression_svg(coeffs: np.ndarray, other: np.ndarray | None = None) -> str:
    """The expression of (T, 70) as an SVG; with another (N, 70) dashed, and their difference."""
    title = "Expression over time: the strongest as lines, all 64 as a map"
    return to_svg(expression_figure(coeffs, other), title)


def named_svg(first: NamedCurves, other: NamedCurves | None, names: Sequence[str]) -> str:
    """The curves of these names as an SVG, and those of another dashed over them."""
    return to_svg(named_figure(first, other, names), f"Over time: {', '.join(names)}")
