"""Which settings cancel each other, in sentences for people."""

from sadcoeff.motion.blinks import EYELIDS
from sadcoeff.motion.edits import UNEDITED, Edits


def conflicts(
    edits: Edits,
    pose_style: int = 0,
    *,
    ref_pose: bool = False,
    eye_blink: str | None = None,
    idle_unused: bool = False,
) -> list[str]:
    """One sentence for each setting that another one cancels or changes; [] where none does.

    `ref_pose` says whether such a file is given, `eye_blink` what follows one that is given,
    `idle_unused` whether idle seconds are given beside a recording.  Settings at their defaults
    are not mentioned: nobody has asked for them.
    """
    idle = ["There is a recording, so the idle seconds have no effect."] if idle_unused else []
    return [*idle, *_head(edits, pose_style, ref_pose), *_eyes(edits, eye_blink)]


def _head(edits: Edits, pose_style: int, ref_pose: bool) -> list[str]:
    if not edits.still and edits.head_strength != 0:
        return []
    reason = "Still holds the head"
    if not edits.still:
        reason = "Head-motion strength 0 stops the predicted head motion"
    faults = {
        f"the pose style {pose_style}": pose_style != 0,
        f"the head-motion strength {edits.head_strength:g}": edits.still
        and edits.head_strength != UNEDITED.head_strength,
        f"the smoothing strength {edits.smoothing:g}": edits.smoothing != UNEDITED.smoothing,
    }
    said = [f"{reason}, so {what} has no effect." for what, idle in faults.items() if idle]
    if edits.still and ref_pose:
        said.append(
            "Still holds the head, so the reference pose is not added: set head-motion strength 0 "
            "instead of still to see its motion alone."
        )
    return said


def _eyes(edits: Edits, eye_blink: str | None) -> list[str]:
    said = []
    rate = edits.blinks_per_minute
    if not edits.blinks and rate is not None:
        said.append(f"Blinks are off, so the rate of {rate:g} a minute has no effect.")
    if edits.expression_strength == 0 and (edits.blinks or eye_blink):
        said.append("Expression strength 0 holds the whole face, so the eyes do not blink either.")
    if eye_blink:
        said.append(_eyelids(edits) if eye_blink == EYELIDS else _whole_expression(edits))
    return said


def _eyelids(edits: Edits) -> str:
    if not edits.blinks:
        return "Blinks are off, so the eyelids do not follow the eye-blink file."
    if edits.blinks_per_minute is None:
        return "The eyelids follow the eye-blink file, so no blinks are drawn."
    return (
        f"{edits.blinks_per_minute:g} blinks a minute are drawn in place of those of the "
        "eye-blink file."
    )


def _whole_expression(edits: Edits) -> str:
    follows = "The whole expression follows the eye-blink file, mouth included"
    if not edits.blinks:
        return f"{follows}, so blinks off does not change the eyes."
    if edits.blinks_per_minute is None:
        return f"{follows}, so no blinks are drawn."
    return f"{follows}, and {edits.blinks_per_minute:g} blinks a minute are drawn on top of it."
