"""Made-up input: sound like speech, coefficients like a face's, batches without a sound file."""

from pathlib import Path
from typing import Any

import numpy as np
import scipy.io
import soundfile
import torch

from sadcoeff.audio import SAMPLES_PER_FRAME


def speech(
    samples: int, rate: int = 16_000, channels: int = 1, seed: int = 0, noise: float = 0.01
) -> np.ndarray:
    """Harmonics of a wavering pitch in syllables, plus noise: (N,), or (N, channels) if several."""
    rng = np.random.default_rng(seed)
    t = np.arange(samples) / rate
    pitch = 120 + 15 * np.sin(2 * np.pi * (0.7 + 0.1 * seed) * t)  # Hz
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    voice = sum(np.sin(k * phase + k) / k for k in range(1, 21))
    syllables = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * t)
    mono = 0.2 * voice * syllables + noise * rng.standard_normal(samples)
    if channels == 1:
        return mono.astype(np.float32)
    return (mono[:, None] * np.linspace(1, 0.4, channels)).astype(np.float32)


def write_speech(path: Path, frames: int, seed: int = 0) -> Path:
    """A 16 kHz recording of exactly so many video frames."""
    path.parent.mkdir(exist_ok=True)
    soundfile.write(path, speech(frames * SAMPLES_PER_FRAME, seed=seed), 16_000)
    return path


def face(rows: int = 1, columns: int = 73, seed: int = 0) -> np.ndarray:
    """Coefficients of about the size of real ones: (rows, columns) float32."""
    return np.random.default_rng(seed).normal(0, 0.3, (rows, columns)).astype(np.float32)


def write_coeffs(path: Path, values: Any, key: str = "coeff_3dmm", **options: Any) -> Path:
    scipy.io.savemat(path, {key: values}, **options)
    return path


def read_back(path: str | Path) -> np.ndarray:
    return scipy.io.loadmat(path)["coeff_3dmm"]


def fake_batch(frames: int, seed: int = 0) -> dict[str, Any]:
    """What make_batch gives, with random windows and a random face."""
    rng = torch.Generator().manual_seed(seed)
    return {
        "indiv_mels": torch.randn(1, frames, 1, 80, 16, generator=rng),
        "ref": (0.3 * torch.randn(1, 1, 70, generator=rng)).repeat(1, frames, 1),
        "num_frames": frames,
        "ratio_gt": torch.rand(1, frames, 1, generator=rng),
        "audio_name": "speech",
        "pic_name": "face",
    }
