"""One pass of recordings through both networks, on the device that they are on."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from sadcoeff.coeffs import POSE, smooth
from sadcoeff.hearing import Progress, hear, hear_speech
from sadcoeff.takes import StylePoses, Take

if TYPE_CHECKING:
    from sadcoeff.audio2coeff import Audio2Coeff


@torch.inference_mode()
def run_takes(
    model: "Audio2Coeff",
    batches: Sequence[Mapping[str, Any]],
    style: int,
    noises: Sequence[Tensor],
    size: int,
    progress: Progress | None,
) -> list[Take]:
    """Both networks on batches of `make_batch`, without seeds; a noise (C, 64) for each.

    `size` windows pass the trunks together.
    """
    exp, pose, device = model.audio2exp_model, model.audio2pose_model, model.device
    heard = hear(exp, pose, batches, size, device, progress)
    expression, speech = zip(*heard, strict=True)
    refs = [batch["ref"][0, 0, POSE].to(device) for batch in batches]  # (6,) each
    styles = [torch.tensor([style], device=device)] * len(batches)
    noises = [noise.to(device) for noise in noises]
    poses = pose.poses(list(zip(speech, refs, styles, noises, strict=True)))
    return [
        Take(
            expression=_copy(expression[i]),
            blink=_copy(exp.blink_response()),
            ratio=_copy(batch["ratio_gt"][0, :, 0]),
            pose=_copy(poses[i][0]),
            start_pose=_copy(refs[i]),
            pose_style=style,
            seed=None,
            device=str(device),
        )
        for i, batch in enumerate(batches)
    ]


@torch.inference_mode()
def run_styles(
    model: "Audio2Coeff",
    batch: Mapping[str, Any],
    noise: Tensor,
    size: int,
    progress: Progress | None,
) -> StylePoses:
    """The pose net on one recording in every style, with one noise (C, 64)."""
    pose, device = model.audio2pose_model, model.device
    speech = hear_speech(pose, batch, size, device, progress)
    styles = torch.arange(pose.config.styles, device=device)
    ref = batch["ref"][0, 0, POSE].to(device)  # (6,)
    [poses] = pose.poses([(speech, ref, styles, noise.to(device))])
    return StylePoses(np.stack([smooth(p) for p in _copy(poses)]), str(device))


def _copy(tensor: Tensor) -> np.ndarray:
    """On the CPU and by itself, since some are views of the batch and of the weights."""
    return tensor.cpu().numpy().copy()
