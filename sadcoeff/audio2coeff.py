"""From a batch to the coefficients of a whole recording, and to the saved file."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch

from sadcoeff.batch import check_batch
from sadcoeff.devices import FLOAT32, find_device, find_precision, prepare_device
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

    The networks are in evaluation mode.  An instance can serve several threads at once: nothing
    that it computes with changes after it is made.
    """

    def __init__(
        self, sadtalker_path: Mapping[str, Any], device: str, *, precision: str = FLOAT32
    ) -> None:
        """Build the networks and load their weights.

        `sadtalker_path` holds `audio2pose_yaml_path` and `audio2exp_yaml_path`, and either
        `checkpoint` (one safetensors file, prefixed keys) or `audio2pose_checkpoint` with
        `audio2exp_checkpoint` (a `.pth` pair); `use_safetensor` may say which is meant.
        `device` is "cpu", "cuda", "cuda:1", "mps" or "auto".  `precision` "bfloat16" runs the
        trunks in half the width, on processors that have it: faster, and less exact.

        Raises SettingError for a missing key, YAML, device or precision, WeightsError for a
        checkpoint that is missing, damaged or does not fit.
        """
        self._paths = dict(sadtalker_path)
        self._on_cpu: Networks | None = None  # loaded when another device fails
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
        """Where the networks are."""
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
        """Predict a batch of `make_batch` and save it.

        The file is `{coeff_save_dir}/{pic_name}##{audio_name}.mat` with `coeff_3dmm`
        (T, 70) float32 and nothing else, as in the original; its path is returned.  See `predict`
        for the rest, and `sadcoeff.formats` for files that say how they were made.
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
        """Coefficients (T, 70) float32 of a batch of `make_batch`.

        `pose_style` is 0...45.  A reference-pose file adds its head motion, looped or cut.
        The pose noise comes from torch's global generator, or from one of its own seeded with
        `seed`, with the same numbers.  `progress` is called after every batch of frames; what
        it raises ends the run.
        Raises SettingError for a style, seed or batch that will not do, CoeffFileError for the
        reference.
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
        """What the networks give for a batch of `make_batch`, for `sadcoeff.edits.render`.

        See `predict` for the arguments and what is raised.
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

        They share the networks' batches, which makes short ones faster; each comes out bit by
        bit as it does alone.  See `predict` for the arguments and what is raised.
        """
        config = self.networks.pose.config
        lengths = [check_batch(batch) for batch in batches]
        style = whole_number("pose style", pose_style, 0, config.styles - 1)
        if not batches:
            return []
        noises = [self._draw(n, seed) for n, seed in zip(lengths, seeds, strict=True)]
        return self._run(
            lambda networks, size: run_takes(networks, batches, style, noises, size, progress)
        )

    def poses_in_styles(
        self,
        batch: Mapping[str, Any],
        *,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> StylePoses:
        """The head's motion in every pose style, smoothed.

        The trunk runs once and the noise is the same in all, so only the style differs:
        row s is the pose that `predict` gives for style s with this `seed`.
        """
        noise = self._draw(check_batch(batch), seed)
        return self._run(lambda networks, size: run_styles(networks, batch, noise, size, progress))

    def using_refpose(
        self, coeffs_pred_numpy: np.ndarray, ref_pose_coeff_path: str | Path
    ) -> np.ndarray:
        """Add the head motion of a reference-pose file, looped or cut: (T, 70) -> new (T, 70)."""
        return add_ref_pose(coeffs_pred_numpy, read_coeffs(ref_pose_coeff_path))

    def _draw(self, frames: int, seed: int | None) -> Noise:
        seed = seed_number(seed)
        return Noise(draw_noise(frames, self.networks.pose.config, seed), seed)

    def _run(self, work: Callable[[Networks, int], Result]) -> Result:
        return run_with_fallback(self.networks, self._load_on_cpu, work)

    def _load_on_cpu(self) -> Networks:
        """The same networks on the CPU, loaded once."""
        if self._on_cpu is None:
            self._on_cpu = _load(self._paths, torch.device("cpu"), FLOAT32)
        return self._on_cpu


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
