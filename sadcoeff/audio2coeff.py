"""From a batch to the coefficients of a whole recording, and to the saved file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sadcoeff.audio2pose import chunk_count
from sadcoeff.batch import check_batch
from sadcoeff.checks import seed_number, whole_number
from sadcoeff.coeffs import EXPRESSION, POSE, add_ref_pose, smooth
from sadcoeff.devices import find_device
from sadcoeff.edits import render
from sadcoeff.files import coeff_name, read_coeffs, safe_stem, write_mat
from sadcoeff.layers import same_values
from sadcoeff.meta import Meta
from sadcoeff.networks import build_networks, load_networks
from sadcoeff.refpose import ref_motion
from sadcoeff.takes import Take
from sadcoeff.version import __version__

FRAMES_PER_BATCH = 64  # windows that pass the trunks together
Progress = Callable[[int, int], None]  # frames done, frames in all


class Audio2Coeff:
    """Both networks on one device, ready to turn batches into coefficient files.

    `audio2pose_model` and `audio2exp_model` are in evaluation mode; `weights` names the files
    that they come from.  An instance can serve several threads at once: nothing in it changes
    after it is made.
    """

    def __init__(self, sadtalker_path: Mapping[str, Any], device: str) -> None:
        """Build the networks and load their weights.

        `sadtalker_path` holds `audio2pose_yaml_path` and `audio2exp_yaml_path`, and either
        `checkpoint` (one safetensors file, prefixed keys) or `audio2pose_checkpoint` with
        `audio2exp_checkpoint` (a `.pth` pair); `use_safetensor` may say which is meant.
        `device` is "cpu", "cuda", "cuda:1", "mps" or "auto".

        Raises SettingError for a missing key, YAML or device, WeightsError for a checkpoint
        that is missing, damaged or does not fit.
        """
        self.device = find_device(device)
        self.audio2pose_model, self.audio2exp_model = build_networks(sadtalker_path)
        self.weights = load_networks(sadtalker_path, self.audio2pose_model, self.audio2exp_model)
        for model in (self.audio2pose_model, self.audio2exp_model):
            model.to(self.device, memory_format=torch.channels_last)
            model.eval().requires_grad_(False)

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
        frames = check_batch(batch)
        style = whole_number("pose style", pose_style, 0, self.audio2pose_model.config.styles - 1)
        seed = seed_number(seed)
        noise = self._noise(frames, seed)
        with torch.inference_mode():
            arrays = self._run(batch, torch.tensor([style]), noise, progress)
        # Copies, since some of them are views of the batch and of the weights.
        copies = {name: tensor.cpu().numpy().copy() for name, tensor in arrays.items()}
        return Take(**copies, pose_style=style, seed=seed)

    def takes(
        self,
        batches: Sequence[Mapping[str, Any]],
        pose_style: int,
        *,
        seeds: Sequence[int | None],
        progress: Progress | None = None,
    ) -> list[Take]:
        """What `take` gives for each of several batches, with a seed each."""
        return [
            self.take(batch, pose_style, seed=seed, progress=progress)
            for batch, seed in zip(batches, seeds, strict=True)
        ]

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
    ) -> np.ndarray:
        """The head's motion in every pose style, smoothed: (46, T, 6) float32.

        The sound is heard once and the noise is one and the same, so only the style differs:
        row s is the pose that `predict` gives for style s with this `seed`.
        """
        noise = self._noise(check_batch(batch), seed_number(seed)).to(self.device)
        styles = torch.arange(self.audio2pose_model.config.styles, device=self.device)
        ref = batch["ref"][0, 0, POSE].to(self.device)  # (6,)
        pose = self.audio2pose_model
        with torch.inference_mode():
            parts = self._in_parts(batch, progress)
            speech = torch.cat([pose.hear(pose.embed(windows)) for windows, _ in parts])
            poses = pose.in_styles(speech, ref, styles, noise).cpu().numpy()
        return np.stack([smooth(pose) for pose in poses])

    def using_refpose(
        self, coeffs_pred_numpy: np.ndarray, ref_pose_coeff_path: str | Path
    ) -> np.ndarray:
        """Add the head motion of a reference-pose file, looped or cut: (T, 70) -> new (T, 70)."""
        return add_ref_pose(coeffs_pred_numpy, read_coeffs(ref_pose_coeff_path))

    def _run(
        self, batch: Mapping[str, Any], style: Tensor, noise: Tensor, progress: Progress | None
    ) -> dict[str, Tensor]:
        """Both networks: the arrays of a take."""
        expression, speech = self._hear(batch, progress)
        ref = batch["ref"][0, 0, POSE].to(self.device)  # (6,)
        pose = self.audio2pose_model(speech, ref, style.to(self.device), noise.to(self.device))
        return {
            "expression": expression,
            "blink": self.audio2exp_model.blink_response(),
            "ratio": batch["ratio_gt"][0, :, 0],
            "pose": pose,
            "start_pose": ref,
        }

    def _hear(self, batch: Mapping[str, Any], progress: Progress | None) -> tuple[Tensor, Tensor]:
        """Expression with the eyes open (T, 64), and what the pose net hears (T, 6)."""
        expression, speech = [], []
        exp, pose = self.audio2exp_model, self.audio2pose_model
        # The demo weights have one trunk for both networks: then it is run once.
        one_trunk = same_values(exp.audio_encoder, pose.audio_encoder.audio_encoder)
        for windows, ref in self._in_parts(batch, progress):
            embedding = exp.embed(windows)  # (N, 512)
            expression.append(exp.express(embedding, ref, torch.zeros_like(ref[:, :1])))
            speech.append(pose.hear(embedding if one_trunk else pose.embed(windows)))
        return torch.cat(expression), torch.cat(speech)

    def _in_parts(
        self, batch: Mapping[str, Any], progress: Progress | None
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """Windows and reference expression, some frames at a time, on the device."""
        given = (batch["indiv_mels"][0], batch["ref"][0, :, EXPRESSION])
        done = 0
        for windows, ref in zip(*(g.split(FRAMES_PER_BATCH) for g in given), strict=True):
            yield windows.to(self.device), ref.to(self.device)
            done += len(windows)
            if progress:
                progress(done, batch["num_frames"])

    def _noise(self, num_frames: int, seed: int | None) -> Tensor:
        """One draw of N(0, 1) a chunk, in chunk order, on the CPU: (C, 64)."""
        config = self.audio2pose_model.config
        generator = None if seed is None else torch.Generator().manual_seed(seed)
        draws = [
            torch.randn(config.latent, generator=generator)
            for _ in range(chunk_count(num_frames, config.chunk))
        ]
        return torch.stack(draws) if draws else torch.empty(0, config.latent)
