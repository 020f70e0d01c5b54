"""A run as a visitor holds it, and what the page shows of it under the settings of the moment."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sadcoeff.exports import write_outputs
from sadcoeff.face.bfm import Face
from sadcoeff.motion.columns import FPS
from sadcoeff.motion.conflicts import conflicts
from sadcoeff.motion.edits import Edits, render
from sadcoeff.motion.reference import RefPose, ref_motion
from sadcoeff.motion.take import Take
from sadcoeff.sync import Sync
from sadcoeff.sync.verdict import APART, EARLY, LATE
from sadcoeff.ui.handlers.figures import show_expression, show_pose
from sadcoeff.ui.handlers.jobs import Values
from sadcoeff.ui.handlers.reference_report import describe
from sadcoeff.ui.preview.value import Sound, preview_value


@dataclass(frozen=True)
class Adjustments:
    """The settings that act after the networks."""

    expression_strength: float = 1.0
    head_strength: float = 1.0
    smoothing: float = 1.0
    still: bool = False
    blinks: bool = True
    blinks_per_minute: float = 0.0  # 0 keeps those that were drawn
    ref_fps: float = float(FPS)
    ref_blend: int = 0

    def edits(self) -> Edits:
        """What acts on the take; raises SettingError for a value out of range."""
        return Edits(
            expression_strength=self.expression_strength,
            head_strength=self.head_strength,
            still=self.still,
            blinks=self.blinks,
            blinks_per_minute=self.blinks_per_minute or None,
            smoothing=self.smoothing,
        )

    def reference(self) -> RefPose:
        """How the reference pose is read; raises SettingError for a value out of range."""
        return RefPose(self.ref_fps, self.ref_blend)


@dataclass(frozen=True, eq=False)
class Shown:
    """What the networks gave for one recording, and what it was made from."""

    take: Take
    ref_pose: np.ndarray | None  # (N, 70)
    crop: np.ndarray  # (5,), the source face's
    eye_blink: str | None  # what follows an eye-blink file, where one was given
    sound: Sound | None  # None for idle motion
    sound_notes: tuple[str, ...]  # what is wrong with a recording that can be used
    sync: Sync | None  # how the mouth goes with the sound; None for idle motion
    idle_unused: bool  # whether idle seconds were given beside the recording
    run: int  # differs from run to run, and stays while only settings change
    drawn: Adjustments  # under which the run itself was drawn


def draw(shown: Shown, adjustments: Adjustments, face: Face | None) -> Values:
    """Preview, notes and both figures.  Raises SettingError for a value out of range."""
    coeffs = adjust(shown, adjustments)
    before = None if shown.ref_pose is None else render(shown.take, adjustments.edits())
    return {
        "preview": preview_value(coeffs, shown.run, shown.sound, face),
        "notes": notes(shown, adjustments),
        "pose": show_pose(coeffs, before),
        "expression": show_expression(coeffs),
    }


def adjust(shown: Shown, adjustments: Adjustments) -> np.ndarray:
    """Coefficients (T, 70) under the settings.  Raises SettingError for a value out of range."""
    motion = None
    if shown.ref_pose is not None:
        motion = ref_motion(shown.ref_pose, len(shown.take), adjustments.reference())
    return render(shown.take, adjustments.edits(), motion)


def notes(shown: Shown, adjustments: Adjustments) -> str:
    """Markdown: the recording's faults, settings that cancel each other, the reference pose."""
    sentences = [f"The recording: {note}" for note in shown.sound_notes]
    sentences += _tell_sync(shown.sync)
    sentences += conflicts(
        adjustments.edits(),
        shown.take.pose_style,
        ref_pose=shown.ref_pose is not None,
        eye_blink=shown.eye_blink,
        idle_unused=shown.idle_unused,
    )
    if shown.ref_pose is not None:
        how = adjustments.reference()
        sentences.append(describe(shown.ref_pose, len(shown.take), how).text)
        sentences.append("The dashed curves show the head without the reference pose.")
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _tell_sync(sync: Sync | None) -> list[str]:
    """That the mouth is out of step, where it is: it was made from this very sound."""
    if sync and sync.verdict == APART:
        return [
            f"The mouth does not follow the recording (agreement {sync.agreement:.2f}): either it "
            "is not speech, or an eye-blink file moves the whole expression."
        ]
    return [sync.text] if sync and sync.verdict in (LATE, EARLY) else []


def write_coeffs(shown: Shown, adjustments: Adjustments, kind: str, folder: Path) -> str:
    """Write the coefficients in one format into `folder`; the path.

    Raises SettingError for an unknown format or a value out of range.
    """
    coeffs = adjust(shown, adjustments)
    take, kinds = shown.take, [kind]
    names = take.pic_name, take.audio_name
    (path,) = write_outputs(folder, *names, coeffs, kinds, take.meta(), shown.crop)
    return path
