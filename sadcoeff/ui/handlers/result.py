"""A run as a visitor holds it, and what the page shows of it under the settings of the moment."""

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.face.bfm import Face
from sadcoeff.files.names import coeff_name
from sadcoeff.files.write import FORMATS, write_named
from sadcoeff.motion.edits import Edits, render
from sadcoeff.motion.reference import RefPose, ref_motion
from sadcoeff.motion.take import Take
from sadcoeff.plots import expression_figure, pose_figure, save_figure
from sadcoeff.ui.handlers.conflicts import conflicts
from sadcoeff.ui.handlers.figures import expression_svg, pose_svg
from sadcoeff.ui.handlers.reference_report import describe
from sadcoeff.ui.preview.view import preview_value

FIGURE_KINDS = ("png", "svg")


@dataclass(frozen=True, eq=False)
class Shown:
    """What the networks gave for one recording, and what it was made from."""

    take: Take
    ref_pose: np.ndarray | None  # (N, 70)
    eye_blink: bool  # whether an eye-blink file was given
    audio: str
    run: int  # differs from run to run, and stays while only settings change


@dataclass(frozen=True)
class Adjustments:
    """The settings that act after the networks, in the order of their components."""

    expression_strength: float
    head_strength: float
    smoothing: float
    still: bool
    blinks: bool
    blinks_per_minute: float  # 0 keeps those that were drawn
    ref_fps: float
    ref_blend: int

    def edits(self) -> Edits:
        """What acts on the take; raises SettingError for a value out of range."""
        return Edits(
            self.expression_strength,
            self.head_strength,
            self.still,
            self.blinks,
            self.blinks_per_minute or None,
            self.smoothing,
        )

    def reference(self) -> RefPose:
        """How the reference pose is read; raises SettingError for a value out of range."""
        return RefPose(self.ref_fps, self.ref_blend)


def view(
    shown: Shown, adjustments: Adjustments, folder: Path, face: Face | None
) -> tuple[dict[str, Any], str, str, str, str]:
    """Preview, notes, both figures and the path of the `.mat`, written into `folder`."""
    coeffs = adjusted(shown, adjustments)
    before = None if shown.ref_pose is None else render(shown.take, adjustments.edits())
    (path,) = write_named(folder, *_names(shown), coeffs, meta=shown.take.meta())
    return (
        preview_value(coeffs, shown.audio, shown.run, face),
        notes(shown, adjustments),
        pose_svg(coeffs, before),
        expression_svg(coeffs),
        path,
    )


def adjusted(shown: Shown, adjustments: Adjustments) -> np.ndarray:
    """Coefficients (T, 70) under the settings."""
    motion = None
    if shown.ref_pose is not None:
        motion = ref_motion(shown.ref_pose, len(shown.take), adjustments.reference())
    return render(shown.take, adjustments.edits(), motion)


def notes(shown: Shown, adjustments: Adjustments) -> str:
    """Markdown: what becomes of the reference pose, and which settings cancel each other."""
    said = conflicts(
        adjustments.edits(),
        shown.take.pose_style,
        ref_pose=shown.ref_pose is not None,
        eye_blink=shown.eye_blink,
    )
    if shown.ref_pose is not None:
        how = adjustments.reference()
        said.insert(0, describe(shown.ref_pose, len(shown.take), how).text)
        said.insert(1, "Dashed in the curves: the head without the reference pose.")
    return "\n".join(f"- {sentence}" for sentence in said)


def export(shown: Shown, adjustments: Adjustments, folder: Path) -> list[str]:
    """Write the formats beside the `.mat`, and both figures, into `folder`; their paths."""
    coeffs = adjusted(shown, adjustments)
    kinds = [kind for kind in FORMATS if kind != "mat"]
    paths = write_named(folder, *_names(shown), coeffs, kinds=kinds, meta=shown.take.meta())
    figures = {"pose": pose_figure(coeffs), "expression": expression_figure(coeffs)}
    for (name, figure), kind in product(figures.items(), FIGURE_KINDS):
        paths.append(str(folder / coeff_name(*_names(shown), f".{name}.{kind}")))
        save_figure(figure, paths[-1])
    return paths


def _names(shown: Shown) -> tuple[str, str]:
    return shown.take.pic_name, shown.take.audio_name
