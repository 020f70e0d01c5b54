"""What all batches have in common."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from sadcoeff.devices import find_device
from sadcoeff.errors import SettingError
from sadcoeff.mel import N_MELS, WINDOW_COLUMNS
from sadcoeff.motion.blinks import blink_ratio
from sadcoeff.motion.columns import COLUMNS, EXPRESSION, loop_to
from sadcoeff.networks.fallback import prepare_with_fallback
from sadcoeff.source import Source
from sadcoeff.validation import seed_number


def assemble(
    windows: Callable[[torch.device], torch.Tensor],
    frames: int,
    audio_name: str,
    source: Source,
    use_blink: bool,
    seed: int | None,
    device: str,
) -> dict[str, Any]:
    """A batch; `windows(device)` gives (1, T, 1, 80, 16)."""
    ratio = _choose_blinks(source, frames, use_blink, seed_number(seed))
    ref = _repeat_face(source, frames)

    def place(where: torch.device) -> dict[str, torch.Tensor]:  # copies may fail too
        return {
            "indiv_mels": windows(where),
            "ref": torch.from_numpy(ref)[None].to(where),
            "ratio_gt": torch.from_numpy(ratio)[None, :, None].to(where),
        }

    return {
        **prepare_with_fallback(find_device(device), place),
        "num_frames": frames,
        "audio_name": audio_name,
        "pic_name": source.name,
        "raised_db": 0.0,
    }


def check_batch(batch: Mapping[str, Any]) -> int:
    """Return the frames T of a batch whose tensors have the shapes that `make_batch` gives.

    Raises SettingError if they have others, or if it is no batch at all.
    """
    if not isinstance(batch, Mapping):
        raise SettingError(f"{batch!r:.80} is no batch: make one of a recording with make_batch.")
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
            f"The batch is not one of make_batch for {frames} frames: its shapes are {shapes}; "
            f"they must be {wanted}, with audio_name and pic_name beside them."
        )
    return frames


def _repeat_face(source: Source, num_frames: int) -> np.ndarray:
    """The source face's coefficients in every frame, (T, 70) float32."""
    ref = np.repeat(source.first[None], num_frames, axis=0)
    if source.eye_blink is not None:
        ref[:, EXPRESSION] = loop_to(source.eye_blink, num_frames)
    return ref


def _choose_blinks(
    source: Source, num_frames: int, use_blink: bool, seed: int | None
) -> np.ndarray:
    """The strength of the blink in each frame, (T,) float32: an eye-blink file's, drawn, or 0."""
    if source.blinks is not None:
        return loop_to(source.blinks[:, None], num_frames)[:, 0]
    if use_blink and source.eye_blink is None:
        return blink_ratio(num_frames, random if seed is None else random.Random(seed))
    return np.zeros(num_frames, np.float32)
