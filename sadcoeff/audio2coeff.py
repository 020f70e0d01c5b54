"""The coefficients of a whole recording from its batch, and the saved file."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch

from sadcoeff.batch import check_batch
from sadcoeff.devices import FLOAT32, find_device, find_precision, prepare_device
from sadcoeff.errors import SettingError
from sadcoeff.files.mat import write_mat
from sadcoeff.files.names import coeff_name
from sadcoeff.files.read import read_coeffs
from sadcoeff.motion.columns import add_ref_pose
from sadcoeff.motion.edits import render
from sadcoeff.motion.reference import ref_motion
from sadcoeff.motion.take import StylePoses, Take
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose, draw_noise
from sadcoeff.networks.batching import FRAMES_PER_BATCH, Progress
from sadcoeff.networks.fallback import run_with_fallback
from sadcoeff.networks.inference import Networks, Noise, run_styles, run_takes
from sadcoeff.validation import seed_number, whole_number
from sadcoeff.weights.networks import build_networks, load_networks

Result = TypeVar("Result")


class Audio2Coeff:
    """Both networks on one device, ready to turn batches into coefficient files.

    The networks are in evaluation mode.  One instance can serve several threads at once, since
    nothing that it computes with changes.
    """

    def __init__(
        self, sadtalker_path: Mapping[str, Any], device: str, *, precision: str = FLOAT32
    ) -> None:
        """Build the networks and load their weights.

        `sadtalker_path` holds `audio2pose_yaml_path` and `audio2exp_yaml_path`, and either
        `checkpoint` (one safetensors file, prefixed keys) or `audio2pose_checkpoint` with
        `audio2exp_checkpoint` (a `.pth` pair); `use_safetensor` may say which.
        `device` is "cpu", "cuda", "cuda:1", "mps" or "auto".  `precision` "bfloat16" runs the
        trunks at half the width on processors that support it: faster, but less exact.

        Raises SettingError for what is no mapping, a missing key, YAML file, device or precision,
        and WeightsError for a checkpoint that is missing, damaged or does not fit.
        """
        self._paths = _require_paths(sadtalker_path)
        self.networks = _load(self._paths, find_device(device), precision)

    @property
    def audio2exp_model(self) -> Audio2Exp:
        """The expression net."""
        return self.networks.exp

    @property
    def audio2pose_model(self) -> Audio2Pose:
        """The pose net."""
        return self.networks.pose

    @property
    def device(self) -> torch.device:
        """The device that the networks are on."""
        return self.networks.device

    def generate(
        self,
        batch: Mapping[str, Any],
        coeff_save_dir: str | Path,
        pose_style: int,
        ref_pose_coeff_path: str | Path | None = None,
        *,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> str:
        """Predict a batch of `make_batch`, save the coefficients and return the file's path.

        The file is `{coeff_save_dir}/{pic_name}##{audio_name}.mat` with `coeff_3dmm` (T, 70)
        float32 and nothing else, like the original's.  See `predict` for the rest, and
        `sadcoeff.files.write` for files that record how they were made.
        """
        coeffs = self.predict(batch, pose_style, ref_pose_coeff_path, seed=seed, progress=progress)
        path = Path(coeff_save_dir) / coeff_name(batch["pic_name"], batch["audio_name"])
        write_mat(path, coeffs)
        return str(path)

    def predict(
        self,
        batch: Mapping[str, Any],
        pose_style: int,
        ref_pose_coeff_path: str | Path | None = None,
        *,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> np.ndarray:
        """Predict the coefficients (T, 70) float32 of a batch of `make_batch`.

        `pose_style` is 0...45.  A reference-pose file adds its head motion, looped or cut.
        The pose noise comes from torch's global generator or, with the same numbers, from a
        generator seeded with `seed`.  `progress(frames done, frames in all)` is called after
        every batch of frames; what it raises ends the run.
        Raises SettingError for an invalid style, seed or batch, CoeffFileError for the reference.
        """
        ref = read_coeffs(ref_pose_coeff_path) if ref_pose_coeff_path else None
        take = self.take(batch, pose_style, seed=seed, progress=progress)
        return render(take, motion=None if ref is None else ref_motion(ref, len(take)))

    def take(
        self,
        batch: Mapping[str, Any],
        pose_style: int,
        *,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> Take:
        """The networks' outputs for a batch of `make_batch`, to be rendered after edits.

        See `sadcoeff.motion.edits.render`, and `predict` for the arguments and what is raised.
        """
        return self.takes([batch], pose_style, seeds=[seed], progress=progress)[0]

    def takes(
        self,
        batches: Sequence[Mapping[str, Any]],
        pose_style: int,
        *,
        seeds: Sequence[int | None],
        progress: Progress | None = None,
    ) -> list[Take]:
        """The takes of several recordings, each with a seed of its own.

        They share the networks' batches, which makes short recordings faster; each take is equal,
        to the bit, to that of a run alone.  See `predict` for the arguments and what is raised.
        """
        config = self.networks.pose.config
        lengths = [check_batch(batch) for batch in batches]
        style = whole_number("pose style", pose_style, 0, config.styles - 1)
        if not batches:
            return []
        noises = [self._draw_noise(n, seed) for n, seed in zip(lengths, seeds, strict=True)]
        return self.run(
            lambda networks, size: run_takes(networks, batches, style, noises, size, progress)
        )

    def poses_in_styles(
        self,
        batch: Mapping[str, Any],
        *,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> StylePoses:
        """The head motion in every pose style, smoothed.

        The trunk runs once and all styles share the noise, so that only the style differs: row s
        is the pose that `predict` gives for style s with this `seed`.
        """
        noise = self._draw_noise(check_batch(batch), seed)
        return self.run(lambda networks, size: run_styles(networks, batch, noise, size, progress))

    def using_refpose(
        self, coeffs_pred_numpy: np.ndarray, ref_pose_coeff_path: str | Path
    ) -> np.ndarray:
        """Add the head motion of a reference-pose file, looped or cut: (T, 70) -> new (T, 70)."""
        return add_ref_pose(coeffs_pred_numpy, read_coeffs(ref_pose_coeff_path))

    def _draw_noise(self, frames: int, seed: int | None) -> Noise:
        seed = seed_number(seed)
        return Noise(draw_noise(frames, self.networks.pose.config, seed), seed)

    def run(self, work: Callable[[Networks, int], Result]) -> Result:
        """Return `work(networks, frames_per_batch)`, on the CPU if the device fails.

        `work` may be called several times; see `sadcoeff.networks.fallback`.
        """
        return run_with_fallback(self.networks, lambda: self._on_cpu, work)

    @cached_property
    def _on_cpu(self) -> Networks:
        """The same networks on the CPU, loaded once, when another device fails."""
        return _load(self._paths, torch.device("cpu"), FLOAT32)


def _require_paths(given: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise SettingError(
            f"{given!r:.80} does not name the weights' files: give what find_weights returns."
        )
    return dict(given)


def _load(paths: Mapping[str, Any], device: torch.device, precision: str) -> Networks:
    dtype = find_precision(precision, device)
    prepare_device(device)
    frames_per_batch = FRAMES_PER_BATCH[device.type]
    pose, exp = build_networks(paths)
    weights = load_networks(paths, pose, exp)
    for model in (pose, exp):
        model.to(device).eval().requires_grad_(False)
        model.prepare(frames_per_batch, dtype)
    return Networks(exp, pose, device, frames_per_batch, weights)
