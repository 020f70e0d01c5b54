"""The batch that `Audio2Coeff.generate` takes, made from an audio file."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sadcoeff.audio import SAMPLES_PER_FRAME, Recording, load_audio
from sadcoeff.devices import find_device
from sadcoeff.errors import SettingError
from sadcoeff.files.read import read_coeffs
from sadcoeff.mel import N_MELS, WINDOW_COLUMNS, MelWindows, mel_columns
from sadcoeff.motion.blinks import blink_ratio
from sadcoeff.motion.columns import COLUMNS, EXPRESSION, loop_to
from sadcoeff.networks.fallback import prepare_with_fallback
from sadcoeff.validation import seed_number

NO_FACE = "neutral"  # the source face's name in file names, when there is none


@dataclass(frozen=True, eq=False)
class Source:
    """The face that the motion starts from."""

    name: str = NO_FACE
    first: np.ndarray = field(default_factory=lambda: np.zeros(COLUMNS, np.float32))  # (70,)
    eye_blink: np.ndarray | None = None  # (N, 64), replaces the face's expression frame by frame


NEUTRAL = Source()


def read_source(
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    read: Callable[[str | Path], np.ndarray] = read_coeffs,
) -> Source:
    """Read the source face (its first row) and the eye-blink file, if they are given.

    `read` gives the coefficients (N, 70) of a path.
    Raises CoeffFileError for a file that cannot be used.
    """
    given: dict[str, Any] = {}
    if source_coeff_path:
        given["name"] = Path(source_coeff_path).stem
        given["first"] = read(source_coeff_path)[0]
    if ref_eyeblink_coeff_path:
        given["eye_blink"] = read(ref_eyeblink_coeff_path)[:, EXPRESSION]
    return Source(**given)


def make_batch(
    audio_path: str | Path,
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
    normalise: bool = False,
) -> dict[str, Any]:
    """Prepare a recording for `Audio2Coeff.generate`.

    The source face's first row is the expression and pose that the motion starts from (zeros
    without one).  An eye-blink file replaces that expression frame by frame, looped or cut, and
    turns drawn blinks off.  Blinks are drawn from Python's global `random`, or from
    `random.Random(seed)`.  `normalise` raises a quiet recording to the usual level of speech
    (`sadcoeff.audio.normalise`); the numbers then are not the original's.

    Returns indiv_mels (1, T, 1, 80, 16), ref (1, T, 70), ratio_gt (1, T, 1) float32 on `device`,
    or on the CPU if that fails; num_frames T; audio_name and pic_name, the files' stems; raised_db,
    by which the recording was raised.  The windows are gathered from the mel when they are used
    (`sadcoeff.mel.MelWindows`).
    Raises AudioError, CoeffFileError or SettingError for an unusable file or value.
    """
    find_device(device)  # before the files are read, which takes longer
    seed = seed_number(seed)
    source = read_source(source_coeff_path, ref_eyeblink_coeff_path)
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
    seed = seed_number(seed)
    ratio = np.zeros(frames, np.float32)
    if use_blink and source.eye_blink is None:
        ratio = blink_ratio(frames, random if seed is None else random.Random(seed))
    ref = _repeat_face(source, frames)

    def place(where: torch.device) -> dict[str, torch.Tensor]:  # copies may fail too
        return {
            "indiv_mels": MelWindows.of(mel_columns(samples, where), frames),
            "ref": torch.from_numpy(ref)[None].to(where),
            "ratio_gt": torch.from_numpy(ratio)[None, :, None].to(where),
        }

    return {
        **prepare_with_fallback(find_device(device), place),
        "num_frames": frames,
        "audio_name": audio_name,
        "pic_name": source.name,
        "raised_db": raised_db,
    }


def check_batch(batch: Mapping[str, Any]) -> int:
    """Return the frames T of a batch whose tensors have the shapes that `make_batch` gives.

    Raises SettingError if they have others.
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
