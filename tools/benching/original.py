"""The original's schedule, rebuilt from our own networks in their plain form.

As SadTalker's public code does it: a window loop in Python, ten frames at a time through the
expression net, the pose net chunk by chunk, batch norm on its own, a trunk for each network.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sadcoeff.audio import SAMPLES_PER_FRAME, load_audio
from sadcoeff.files.mat import write_mat
from sadcoeff.mel import log_mel, window_columns
from sadcoeff.motion.blinks import blink_ratio
from sadcoeff.motion.columns import smooth_pose
from sadcoeff.networks.audio2pose import Audio2Pose, chunk_frames, draw_noise
from sadcoeff.weights.networks import build_networks, load_networks

FRAMES_PER_BATCH = 10


class Original:
    """Both networks as they stand, on the CPU."""

    def __init__(self, sadtalker_path: dict[str, Any]) -> None:
        self.pose, self.exp = build_networks(sadtalker_path)
        load_networks(sadtalker_path, self.pose, self.exp)
        for network in (self.pose, self.exp):
            network.eval().requires_grad_(False)

    @torch.no_grad()
    def generate(self, audio: Path, out: Path, style: int, seed: int) -> np.ndarray:
        """From a sound file to a saved `.mat`; gives its coefficients (T, 70) as well."""
        windows, ratio = _prepare(audio, seed)
        expression = self._expression(windows, ratio)
        pose = _pose(self.pose, windows, style, seed)
        coeffs = smooth_pose(torch.cat([expression, pose], dim=1).numpy())
        write_mat(out, coeffs)
        return coeffs

    def _expression(self, windows: Tensor, ratio: Tensor) -> Tensor:
        parts = zip(windows.split(FRAMES_PER_BATCH), ratio.split(FRAMES_PER_BATCH), strict=True)
        return torch.cat([self.exp(w, torch.zeros(len(w), 64), r) for w, r in parts])


def _prepare(audio: Path, seed: int) -> tuple[Tensor, Tensor]:
    import random

    samples = load_audio(audio)
    frames = len(samples) // SAMPLES_PER_FRAME
    mel = log_mel(samples).T  # (M, 80)
    rows = window_columns(frames, len(mel))
    windows = np.asarray([mel[row].T for row in rows])[:, None]  # one by one
    ratio = blink_ratio(frames, random.Random(seed))
    return torch.from_numpy(windows), torch.from_numpy(ratio)[:, None]


def _pose(pose: Audio2Pose, windows: Tensor, style: int, seed: int) -> Tensor:
    """Poses (T, 6) from the neutral one, a chunk at a time."""
    size, ref = pose.config.chunk, torch.zeros(1, 6)
    noises = draw_noise(len(windows), pose.config, seed)
    motion = []
    for frames, noise in zip(chunk_frames(len(windows), size), noises, strict=True):
        speech = pose.project_speech(pose.embed(windows[frames]))[None]
        motion.append(pose.netG.decoder(ref, noise[None], torch.tensor([style]), speech)[0])
    left = len(windows) - 1 - size * (len(motion) - 1)
    return torch.cat([ref, *motion[:-1], motion[-1][-left:]])
