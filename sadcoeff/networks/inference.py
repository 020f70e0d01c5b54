"""Recordings through both networks, on the networks' device."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sadcoeff.files.names import safe_stem
from sadcoeff.motion.columns import POSE, smooth
from sadcoeff.motion.take import StylePoses, Take
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose
from sadcoeff.networks.batching import (
    Progress,
    run_pose_trunk,
    run_trunks,
    run_windows,
    share_trunk,
)
from sadcoeff.networks.repeated import Repeated


@dataclass(frozen=True)
class Networks:
    """Both networks in evaluation mode on one device."""

    exp: Audio2Exp
    pose: Audio2Pose
    device: torch.device
    frames_per_batch: int  # windows that pass a trunk together
    weights: str  # names of the files that they were loaded from

    @cached_property
    def hear(self) -> Repeated:
        """`run_windows` for a live session's few windows (N, 1, 80, 16) and ref (N, 64)."""
        exp, pose, one_trunk = self.exp, self.pose, share_trunk(self.exp, self.pose)
        return Repeated(lambda w, ref: run_windows(exp, pose, w, ref, one_trunk), self.device)

    @cached_property
    def move(self) -> Repeated:
        """The pose decoder for a live session's chunk; see `PoseDecoder.forward`."""
        decoder = self.pose.netG.decoder
        return Repeated(lambda *given: (decoder(*given),), self.device)

    def __getstate__(self) -> dict[str, Any]:
        """What is copied: not the work above, which is these networks' own."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class Noise:
    """The pose noise of one recording, and the seed it was drawn with."""

    values: Tensor  # (C, 64) for C chunks
    seed: int | None  # None where torch's global generator was used


@torch.inference_mode()
def run_takes(
    networks: Networks,
    batches: Sequence[Mapping[str, Any]],
    style: int,
    noises: Sequence[Noise],
    size: int,
    progress: Progress | None,
) -> list[Take]:
    """Run both networks on batches of `make_batch`, each with its own noise.

    `size` windows pass the trunks together.
    """
    exp, pose, device = networks.exp, networks.pose, networks.device
    outputs = run_trunks(exp, pose, batches, size, device, progress)
    expression, speech = zip(*outputs, strict=True)
    refs = [batch["ref"][0, 0, POSE].to(device) for batch in batches]  # (6,) each
    styles = [torch.tensor([style], device=device)] * len(batches)
    drawn = [noise.values.to(device) for noise in noises]
    poses = pose.poses(list(zip(speech, refs, styles, drawn, strict=True)))
    return [
        Take(
            expression=_copy(expression[i]),
            blink=_copy(exp.blink_response()),
            ratio=_copy(batch["ratio_gt"][0, :, 0]),
            pose=_copy(poses[i][0]),
            start_pose=_copy(refs[i]),
            pose_style=style,
            seed=noises[i].seed,
            weights=networks.weights,
            audio_name=safe_stem(batch["audio_name"]),
            pic_name=safe_stem(batch["pic_name"]),
            device=str(device),
            raised_db=batch.get("raised_db", 0.0),
        )
        for i, batch in enumerate(batches)
    ]


@torch.inference_mode()
def run_styles(
    networks: Networks,
    batch: Mapping[str, Any],
    noise: Noise,
    size: int,
    progress: Progress | None,
) -> StylePoses:
    """Run the pose net on one recording in every style, with the same noise."""
    pose, device = networks.pose, networks.device
    speech = run_pose_trunk(pose, batch, size, device, progress)
    styles = torch.arange(pose.config.styles, device=device)
    ref = batch["ref"][0, 0, POSE].to(device)  # (6,)
    [poses] = pose.poses([(speech, ref, styles, noise.values.to(device))])
    return StylePoses(np.stack([smooth(p) for p in _copy(poses)]), str(device))


def _copy(tensor: Tensor) -> np.ndarray:
    """An array of its own on the CPU: some tensors are views of the batch or the weights."""
    return tensor.cpu().numpy().copy()
