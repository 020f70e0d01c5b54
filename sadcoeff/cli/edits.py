"""What the page has under Adjust, from the options of a command."""

import argparse
import sys

from sadcoeff.errors import SettingError
from sadcoeff.motion.conflicts import conflicts
from sadcoeff.motion.edits import Edits
from sadcoeff.motion.reference import RefPose


def read_edits(given: argparse.Namespace) -> Edits:
    """The adjustments; those that cancel each other are named on stderr.

    Raises SettingError for a value out of range.
    """
    edits = Edits(
        expression_strength=given.expression_strength,
        head_strength=given.head_strength,
        still=given.still,
        blinks=not given.no_blink,
        blinks_per_minute=given.blinks_per_minute,
        smoothing=given.smoothing,
    )
    ref_pose = given.ref_pose is not None
    followed = given.eye_blink_mode if given.eye_blink else None
    for sentence in conflicts(edits, given.style, ref_pose=ref_pose, eye_blink=followed):
        print(f"sadcoeff: {sentence}", file=sys.stderr)
    return edits


def read_reference(given: argparse.Namespace) -> RefPose:
    """How the reference pose is read.

    Raises SettingError for a frame rate out of range, or one without a reference pose.
    """
    if given.ref_fps is None:
        return RefPose()
    if given.ref_pose is None:
        raise SettingError("--ref-fps needs --ref-pose: add that, or leave it out.")
    return RefPose(given.ref_fps)
