"""The batch that `Audio2Coeff.generate` takes, made from an audio file or from none."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sadcoeff.audio import SAMPLES_PER_FRAME, Recording, load_audio
from sadcoeff.devices import find_device
from sadcoeff.errors import SettingError
from sadcoeff.mel import N_MELS, WINDOW_COLUMNS, MelWindows, mel_columns
from sadcoeff.motion.blinks import WHOLE_EXPRESSION, blink_ratio
from sadcoeff.motion.columns import COLUMNS, EXPRESSION, FPS, loop_to
from sadcoeff.networks.fallback import prepare_with_fallback
from sadcoeff.source import NEUTRAL, Source, read_source
from sadcoeff.validation import seed_number

LONGEST_IDLE = 24 * 3600.0  # seconds, where no lower limit is given


def make_batch(
    audio_path: str | Path,
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    eye_blink_mode: str = WHOLE_EXPRESSION,
    eye_blink_fps: float | None = None,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
    normalise: bool = False,
) -> dict[str, Any]:
    """Prepare a recording for `Audio2Coeff.generate`.

    The source face's first row is the expression and pose that the motion starts from (zeros
    without one).  Blinks are drawn from Python's global `random`, or from `random.Random(seed)`.

    An eye-blink file takes the place of drawn blinks, looped or cut.  In the mode "expression",
    its 64 coefficients replace the source face's frame by frame, mouth included, which is what
    the original does and so is the default here; its frames count as 25 a second.  In the mode
    "eyelids", which the page and the command line start with, only the lids follow it: how far
    they are closed (`sadcoeff.face.lids`) is the strength of our blinks.  `eye_blink_fps` is the
    frame rate of the file in that mode; None takes what the file says, else 25.

    `normalise` raises a quiet recording to the usual level of speech (`sadcoeff.audio.normalise`);
    the numbers then are not the original's.

    Returns indiv_mels (1, T, 1, 80, 16), ref (1, T, 70), ratio_gt (1, T, 1) float32 on `device`,
    or on the CPU if that fails; num_frames T; audio_name and pic_name, the files' stems; raised_db,
    by which the recording was raised.  The windows are gathered from the mel when they are used
    (`sadcoeff.mel.MelWindows`).
    Raises AudioError, CoeffFileError or SettingError for an unusable file or value.
    """
    find_device(device)  # before the files are read, which takes longer
    seed = seed_number(seed)
    source = read_source(
        source_coeff_path,
        ref_eyeblink_coeff_path,
        eye_blink_mode=eye_blink_mode,
        eye_blink_fps=eye_blink_fps,
    )
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

    def windows(where: torch.device) -> torch.Tensor:
        return MelWindows.of(mel_columns(samples, where), frames)

    batch = _assemble(windows, frames, audio_name, source, use_blink, seed, device)
    return {**batch, "raised_db": raised_db}


def make_idle_batch(
    seconds: float,
    source_coeff_path: str | Path | None = None,
    ref_eyeblink_coeff_path: str | Path | None = None,
    *,
    eye_blink_mode: str = WHOLE_EXPRESSION,
    eye_blink_fps: float | None = None,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
) -> dict[str, Any]:
    """Prepare motion without any sound for `Audio2Coeff.generate`: SadTalker's idle mode.

    All windows of the mel are zero, which is what the original gives its networks then (silence
    would be -4).  `audio_name` is `idlemode_{seconds}`, as the original calls it.  See
    `make_batch` for the rest.
    Raises SettingError for seconds that are not a number above 0 and up to `max_seconds` (a day,
    without), or less than one frame; CoeffFileError for an unusable file.
    """
    source = read_source(
        source_coeff_path,
        ref_eyeblink_coeff_path,
        eye_blink_mode=eye_blink_mode,
        eye_blink_fps=eye_blink_fps,
    )
    return build_idle_batch(
        seconds, source, use_blink=use_blink, seed=seed, device=device, max_seconds=max_seconds
    )


def build_idle_batch(
    seconds: float,
    source: Source = NEUTRAL,
    *,
    use_blink: bool = True,
    seed: int | None = None,
    device: str = "cpu",
    max_seconds: float | None = None,
) -> dict[str, Any]:
    """The batch of `make_idle_batch`, from a source face in memory; see there."""
    frames = idle_frames(seconds, max_seconds)

    def windows(where: torch.device) -> torch.Tensor:
        zeros = torch.zeros(1, 1, 1, N_MELS, WINDOW_COLUMNS, device=where)
        return zeros.expand(-1, frames, -1, -1, -1)  # takes no memory

    name = f"idlemode_{float(seconds):g}"
    return _assemble(windows, frames, name, source, use_blink, seed, device)


def idle_frames(seconds: Any, max_seconds: float | None = None) -> int:
    """The number of frames in so many seconds of idle motion; raises SettingError."""
    most = LONGEST_IDLE if max_seconds is None else max_seconds
    try:
        frames = int(float(seconds) * FPS + 1e-6)  # 1.16 s are 28.999999999999996 frames
    except (TypeError, ValueError, OverflowError):
        frames = 0
    if frames < 1 or float(seconds) > most:
        raise SettingError(
            f"The idle motion is to last {seconds!r} s: it must be a number from {1 / FPS:g} (one "
            f"frame) to {most:g}."
        )
    return frames


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


def _assemble(
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


def _choose_blinks(
    source: Source, num_frames: int, use_blink: bool, seed: int | None
) -> np.ndarray:
    """The strength of the blink in each frame, (T,) float32: an eye-blink file's, drawn, or 0."""
    if source.blinks is not None:
        return loop_to(source.blinks[:, None], num_frames)[:, 0]
    if use_blink and source.eye_blink is None:
        return blink_ratio(num_frames, random if seed is None else random.Random(seed))
    return np.zeros(num_frames, np.float32)
