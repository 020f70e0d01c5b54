"""The tab that shows one recording in every pose style."""

import base64
from dataclasses import asdict, dataclass
from typing import Any

import gradio as gr
import numpy as np

from sadcoeff.audio import FPS
from sadcoeff.coeffs import ANGLES, POSE
from sadcoeff.plots import AXIS_COLOURS
from sadcoeff.ui.assets import asset_text

MAX_POINTS = 160  # of a small chart, about one a pixel

_TEMPLATE = """
<label class="style-bar">Sort by
  <select class="style-order" aria-label="Sort the styles by">
    <option value="style">number</option>
    <option value="range">range</option>
    <option value="speed">speed</option>
  </select>
</label>
<div class="style-grid"></div>
"""


@dataclass(frozen=True)
class StyleMotion:
    """How much and how fast a style moves the head."""

    style: int
    range: float  # degrees, of the angle that turns furthest
    speed: float  # degrees a second, mean over time, all three angles together


def style_grid() -> gr.HTML:
    """The component; its value comes from `grid_value`, a click gives `style`."""
    return gr.HTML(
        None,
        label="Styles",
        html_template=_TEMPLATE,
        js_on_load=asset_text("styles.js"),
        elem_id="styles",
    )


def grid_value(poses: np.ndarray) -> dict[str, Any]:
    """What the grid draws of poses (S, T, 6): head angles in degrees about their start."""
    angles = np.degrees(poses[:, :, : ANGLES.stop - POSE.start])
    turned = angles - angles[:, :1]
    step = -(-turned.shape[1] // MAX_POINTS)
    curves = turned[:, ::step].transpose(0, 2, 1)  # (S, 3, points)
    return {
        "styles": [asdict(style_motion(s, a)) for s, a in enumerate(angles)],
        "curves": base64.b64encode(curves.astype("<f4").tobytes()).decode(),
        "points": curves.shape[2],
        "limit": max(float(np.abs(curves).max()), 1.0),
        "colours": AXIS_COLOURS,
    }


def style_motion(style: int, angles: np.ndarray) -> StyleMotion:
    """Range and speed of head angles (T, 3) in degrees."""
    steps = np.linalg.norm(np.diff(angles, axis=0), axis=1)
    speed = float(steps.mean()) * FPS if len(steps) else 0.0
    return StyleMotion(style, float(np.ptp(angles, axis=0).max()), speed)
