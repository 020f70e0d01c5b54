"""A batch made from a recording."""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from sadcoeff.audio import SAMPLES_PER_FRAME, Recording, load_audio
from sadcoeff.batch.assembly import assemble
from sadcoeff.devices import find_device
from sadcoeff.mel import MelWindows, mel_columns
from sadcoeff.motion.blinks import WHOLE_EXPRESSION
from sadcoeff.source import NEUTRAL, Source, read_source
from sadcoeff.validation import seed_number


def make_batch(
    audio_path: str | Path,
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    eye_blink_mode: str = WHOLE_EXPRESSION,
    eye_blink_fps: float | None = None,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
    normalise: bool = False,
) -> dict[str, Any]:
    """Prepare a recording for `Audio2Coeff.generate`.

    The source face's first row is the expression and pose that the motion starts from (zeros
    without one).  Blinks are drawn from Python's global `random`, or from `random.Random(seed)`.

    An eye-blink file takes the place of drawn blinks, looped or cut.  In the mode "expression",
    its 64 coefficients replace the source face's frame by frame, mouth included, which is what
    the original does and so is the default here; its frames count as 25 a second.  In the mode
    "eyelids", which the page and the command line start with, only the lids follow it: how far
    they are closed (`sadcoeff.face.lids`) is the strength of our blinks.  `eye_blink_fps` is the
    frame rate of the file in that mode; None takes what the file says, else 25.

    `normalise` raises a quiet recording to the usual level of speech (`sadcoeff.audio.normalise`);
    the numbers then are not the original's.

    Returns indiv_mels (1, T, 1, 80, 16), ref (1, T, 70), ratio_gt (1, T, 1) float32 on `device`,
    or on the CPU if that fails; num_frames T; audio_name and pic_name, the files' stems; raised_db,
    by which the recording was raised.  The windows are gathered from the mel when they are used
    (`sadcoeff.mel.MelWindows`).
    Raises AudioError, CoeffFileError or SettingError for an unusable file or value.
    """
    find_device(device)  # before the files are read, which takes longer
    seed = seed_number(seed)
    source = read_source(
        source_coeff_path,
        ref_eyeblink_coeff_path,
        eye_blink_mode=eye_blink_mode,
        eye_blink_fps=eye_blink_fps,
    )
    recording = Recording(load_audio(audio_path, max_seconds), notes=())
    if normalise:
        recording = recording.normalise()
    return build_batch(
        recording.samples,
        Path(audio_path).stem,
        source,
        use_blink=use_blink,
        seed=seed,
        device=device,
        raised_db=recording.raised_db,
    )


def build_batch(
    samples: np.ndarray,
    audio_name: str,
    source: Source = NEUTRAL,
    *,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    raised_db: float = 0.0,
) -> dict[str, Any]:
    """The batch of `make_batch`, from sound and source face in memory.

    samples: (640 * T,) float32 at 16 kHz, from `load_audio`, or from `Recording.normalise`, which
    tells by how many dB they were raised.  See `make_batch` for the rest.
    """
    frames = len(samples) // SAMPLES_PER_FRAME

    def windows(where: torch.device) -> torch.Tensor:
        return MelWindows.of(mel_columns(samples, where), frames)

    batch = assemble(windows, frames, audio_name, source, use_blink, seed, device)
    return {**batch, "raised_db": raised_db}
