"""The finished example that the page opens with: shipped, so that a visitor waits for nothing.

`tools/build_opening.py` makes it again, from the example recording and the demo weights.
"""

from pathlib import Path

import numpy as np

from sadcoeff.audio import load_recording
from sadcoeff.files.layouts import TYPICAL_CROP
from sadcoeff.motion.columns import FPS
from sadcoeff.motion.take import Take
from sadcoeff.resources import ASSETS
from sadcoeff.sync import measure_sync
from sadcoeff.ui.gradio_internals import copy_to_cache
from sadcoeff.ui.handlers.result import Adjustments, Shown
from sadcoeff.ui.preview.value import Sound
from sadcoeff.ui.status import in_seconds
from sadcoeff.ui.storage import main_folder

RECORDING = ASSETS / "examples" / "english.flac"
TAKE = ASSETS / "examples" / "english.npz"
_RUN = 0  # of runs, which count from 1


def write_take(path: Path, take: Take) -> None:
    """Save all fields of a take."""
    np.savez_compressed(path, **vars(take))


def read_take(path: Path) -> Take:
    """A take that `write_take` has saved."""
    with np.load(path) as saved:
        return Take(**{name: v if v.ndim else v.item() for name, v in saved.items()})


def read_opening() -> Shown:
    """The example as a visitor's own run would be held."""
    recording, take = load_recording(RECORDING), read_take(TAKE)
    return Shown(
        take=take,
        ref_pose=None,
        crop=TYPICAL_CROP,
        eye_blink=None,
        sound=Sound.of(copy_to_cache(RECORDING, main_folder()), recording.samples),
        sync=measure_sync(take.expression, recording.samples),
        sound_notes=(),
        idle_unused=False,
        run=_RUN,
        drawn=Adjustments(),
    )


def describe_opening(take: Take) -> str:
    """What the status line says of it."""
    return (
        f"An example: {in_seconds(len(take) / FPS)} · {len(take)} frames · style "
        f"{take.pose_style} · seed {take.seed} · demo weights. Record or upload speech, then "
        "press Run."
    )
