"""From a batch to the coefficients of a whole recording, and to the saved file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sadcoeff.audio2pose import draw_noise
from sadcoeff.batch import check_batch
from sadcoeff.checks import seed_number, whole_number
from sadcoeff.coeffs import add_ref_pose
from sadcoeff.devices import FLOAT32, find_device, find_precision
from sadcoeff.edits import render
from sadcoeff.fallback import kept_going
from sadcoeff.files import coeff_name, read_coeffs, safe_stem, write_mat
from sadcoeff.hearing import FRAMES_PER_BATCH, Progress
from sadcoeff.memory import keep_freed_blocks
from sadcoeff.meta import Meta
from sadcoeff.networks import build_networks, load_networks
from sadcoeff.passes import run_styles, run_takes
from sadcoeff.refpose import ref_motion
from sadcoeff.takes import StylePoses, Take
from sadcoeff.version import __version__


class Audio2Coeff:
    """Both networks on one device, ready to turn batches into coefficient files.

    `audio2pose_model` and `audio2exp_model` are in evaluation mode; `weights` names the files
    that they come from.  An instance can serve several threads at once: nothing that they compute
    with changes after it is made.
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
        self.device = find_device(device)
        dtype = find_precision(precision, self.device)
        if self.device.type == "cuda":  # which would else round float32 to 10 bits on its own
            torch.backends.cudnn.allow_tf32 = False
        elif self.device.type == "cpu":
            keep_freed_blocks()
        self.frames_per_batch = FRAMES_PER_BATCH[self.device.type]
        self.audio2pose_model, self.audio2exp_model = build_networks(sadtalker_path)
        self.weights = load_networks(sadtalker_path, self.audio2pose_model, self.audio2exp_model)
        for model in (self.audio2pose_model, self.audio2exp_model):
            model.to(self.device).eval().requires_grad_(False)
            model.prepare(self.frames_per_batch, dtype)
        self._paths = dict(sadtalker_path)
        self._spare: Audio2Coeff | None = None

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
        config = self.audio2pose_model.config
        lengths = [check_batch(batch) for batch in batches]
        style = whole_number("pose style", pose_style, 0, config.styles - 1)
        seeds = [seed_number(seed) for seed in seeds]
        if not batches:
            return []
        noises = [draw_noise(n, config, seed) for n, seed in zip(lengths, seeds, strict=True)]
        takes = kept_going(
            self, lambda model, size: run_takes(model, batches, style, noises, size, progress)
        )
        return [replace(take, seed=seed) for take, seed in zip(takes, seeds, strict=True)]

    def meta(self, batch: Mapping[str, Any], pose_style: int, seed: int | None) -> Meta:
        """What a file of such a run says of itself, for `sadcoeff.formats`."""
        return Meta(
            pose_style=int(pose_style),
            seed=seed_number(seed),
            weights=self.weights,
            audio=safe_stem(batch["audio_name"]),
            version=__version__,
        )

    def poses_in_styles(
        self,
        batch: Mapping[str, Any],
        *,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> StylePoses:
        """The head's motion in every pose style, smoothed.

        The sound is heard once and the noise is one and the same, so only the style differs:
        row s is the pose that `predict` gives for style s with this `seed`.
        """
        config = self.audio2pose_model.config
        noise = draw_noise(check_batch(batch), config, seed_number(seed))
        return kept_going(self, lambda model, size: run_styles(model, batch, noise, size, progress))

    def on_cpu(self) -> "Audio2Coeff":
        """The same networks on the CPU, loaded once, for when this device gives up."""
        if self._spare is None:
            self._spare = Audio2Coeff(self._paths, "cpu")
        return self._spare

    def using_refpose(
        self, coeffs_pred_numpy: np.ndarray, ref_pose_coeff_path: str | Path
    ) -> np.ndarray:
        """Add the head motion of a reference-pose file, looped or cut: (T, 70) -> new (T, 70)."""
        return add_ref_pose(coeffs_pred_numpy, read_coeffs(ref_pose_coeff_path))
