"""The batch that `Audio2Coeff.generate` takes, made from an audio file."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from sadcoeff.audio import SAMPLES_PER_FRAME, load_audio
from sadcoeff.checks import seed_number
from sadcoeff.coeffs import COLUMNS, EXPRESSION, loop_to
from sadcoeff.devices import find_device
from sadcoeff.errors import SettingError
from sadcoeff.fallback import else_on_cpu
from sadcoeff.files import read_coeffs
from sadcoeff.mel import N_MELS, WINDOW_COLUMNS, MelWindows, mel_columns

BLINK = (0.5, 0.9, 1.0, 0.9, 0.5)  # strength over five frames, 0.2 s
MIN_GAP, MAX_GAP = 10, 70  # frames of open eyes before a blink
NO_FACE = "neutral"  # stands for the source face's name in file names


class _Chooser(Protocol):
    def choice(self, seq: range) -> int: ...


def make_batch(
    audio_path: str | Path,
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
) -> dict[str, Any]:
    """Prepare a recording for `Audio2Coeff.generate`.

    The source face's first row gives the expression and pose that the motion starts from
    (zeros without one).  An eye-blink file replaces that expression frame by frame, looped or
    cut, and switches the drawn blinks off.  Blinks are drawn from Python's global `random`,
    or from `random.Random(seed)`.

    Returns indiv_mels (1, T, 1, 80, 16), ref (1, T, 70), ratio_gt (1, T, 1) float32 on
    `device`, or on the CPU if that gives up; num_frames T; audio_name and pic_name, the files'
    stems.  The windows are gathered from the mel when they are used (`sadcoeff.mel.MelWindows`).
    Raises AudioError, CoeffFileError or SettingError for what is wrong with a file or value.
    """
    wanted, seed = find_device(device), seed_number(seed)
    samples = load_audio(audio_path, max_seconds)
    frames = len(samples) // SAMPLES_PER_FRAME
    ref = _reference(frames, source_coeff_path, ref_eyeblink_coeff_path)
    ratio = np.zeros(frames, np.float32)
    if use_blink and not ref_eyeblink_coeff_path:
        ratio = blink_ratio(frames, random if seed is None else random.Random(seed))

    def placed(where: torch.device) -> dict[str, torch.Tensor]:  # copies wait, and so show faults
        return {
            "indiv_mels": MelWindows.of(mel_columns(samples, where), frames),
            "ref": torch.from_numpy(ref)[None].to(where),
            "ratio_gt": torch.from_numpy(ratio)[None, :, None].to(where),
        }

    return {
        **else_on_cpu(wanted, placed),
        "num_frames": frames,
        "audio_name": Path(audio_path).stem,
        "pic_name": Path(source_coeff_path).stem if source_coeff_path else NO_FACE,
    }


def blink_ratio(num_frames: int, rng: _Chooser) -> np.ndarray:
    """Blink strength of each frame, (T,) float32 in 0...1, in SadTalker's order of draws.

    `rng` is `random` or a `random.Random`.  Recordings of fewer than 22 frames get no blink
    (at 21 the range of gaps is empty, where the original stops).
    """
    ratio = np.zeros(num_frames, np.float32)
    gaps = range(min(MIN_GAP, num_frames), min(num_frames // 2, MAX_GAP))
    position = 0
    while gaps:  # there are none up to 21 frames
        start = position + rng.choice(gaps)
        position = start + len(BLINK)
        if position > num_frames - 1:
            break
        ratio[start:position] = BLINK
    return ratio


def check_batch(batch: Mapping[str, Any]) -> int:
    """Frames T of a batch, if its tensors have the shapes that `make_batch` gives.

    Raises SettingError if they have not.
    """
    shapes = {
        k: tuple(getattr(batch.get(k), "shape", ())) for k in ("indiv_mels", "ref", "ratio_gt")
    }
    frames = batch.get("num_frames")
    window = (N_MELS, WINDOW_COLUMNS)
    wanted = {
        "indiv_mels": (1, frames, 1, *window),
        "ref": (1, frames, COLUMNS),
        "ratio_gt": (1, frames, 1),
    }
    if not frames or shapes != wanted or not {"audio_name", "pic_name"} <= set(batch):
        raise SettingError(
            f"The batch does not hold what make_batch gives for {frames} frames: its shapes are "
            f"{shapes}, they should be {wanted}, with audio_name and pic_name beside them."
        )
    return frames


def _reference(
    num_frames: int, source: str | Path | None, eyeblink: str | Path | None
) -> np.ndarray:
    """The source face's coefficients in every frame, (T, 70) float32."""
    first = read_coeffs(source)[:1] if source else np.zeros((1, COLUMNS), np.float32)
    ref = np.repeat(first, num_frames, axis=0)
    if eyeblink:
        ref[:, EXPRESSION] = loop_to(read_coeffs(eyeblink)[:, EXPRESSION], num_frames)
    return ref
