"""Which settings cancel each other, in sentences for people."""

from sadcoeff.motion.edits import UNEDITED, Edits


def conflicts(
    edits: Edits, pose_style: int = 0, *, ref_pose: bool = False, eye_blink: bool = False
) -> list[str]:
    """One sentence for each setting that another one cancels or changes; [] where none does.

    `ref_pose` and `eye_blink` say whether such a file is given.  Settings at their defaults are
    not mentioned: nobody has asked for them.
    """
    return [*_head(edits, pose_style, ref_pose), *_eyes(edits, eye_blink)]


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


def _eyes(edits: Edits, eye_blink: bool) -> list[str]:
    said = []
    rate = edits.blinks_per_minute
    if not edits.blinks and rate is not None:
        said.append(f"Blinks are off, so the rate of {rate:g} a minute has no effect.")
    if edits.expression_strength == 0 and (edits.blinks or eye_blink):
        said.append("Expression strength 0 holds the whole face, so the eyes do not blink either.")
    if eye_blink:
        said.append(_eye_blink_file(edits))
    return said


def _eye_blink_file(edits: Edits) -> str:
    if not edits.blinks:
        return "Blinks off does not change the eyes: they follow the eye-blink file."
    if edits.blinks_per_minute is None:
        return "The eyes follow the eye-blink file, so no blinks are drawn."
    return (
        f"The eyes follow the eye-blink file, and {edits.blinks_per_minute:g} blinks a minute are "
        "drawn on top of it."
    )
