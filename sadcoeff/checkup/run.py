"""The networks run on the shipped voices and on silence, and what is measured of that."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.batch import build_batch
from sadcoeff.checkup.head import PIECE, cut_pieces, measure_head, spread_ratio
from sadcoeff.checkup.mouth import closures, first_share, lips_apart, mouth_width
from sadcoeff.checkup.verdict import BLINK, Finding, compare
from sadcoeff.checkup.voices import Voice, load_voices
from sadcoeff.motion.columns import FPS, smooth
from sadcoeff.networks.audio2pose import POSE_COLUMNS, Audio2Pose, draw_noise
from sadcoeff.networks.batching import run_trunks
from sadcoeff.networks.inference import Networks
from sadcoeff.sync import measure_sync
from sadcoeff.weights.catalogue import find_weights

TAKES = 8  # seeds of the head motion in style 0: 0...7
COMPARED = 2  # of them in which all styles are compared, for one piece


def check_weights(name: str | Path) -> list[Finding]:
    """Measure weights, by name or path, on six synthetic voices: about ten seconds on a core.

    Runs on the CPU.  Raises WeightsError for weights that are not there or do not fit.
    """
    model = Audio2Coeff(find_weights(name), "cpu")
    voices = load_voices()
    expressions, heard = hear(model, [v.samples for v in voices] + [_silence()])
    speech, silence = torch.cat(heard[:-1]), heard[-1]
    values = _measure_face(voices, expressions[:-1], expressions[-1])
    values["blink"] = _compare_blink(model.audio2exp_model.blink_response().numpy())
    return compare({**values, **_measure_head(model.audio2pose_model, speech, silence)})


def hear(model: Audio2Coeff, sounds: Sequence[np.ndarray]) -> tuple[list[np.ndarray], list[Tensor]]:
    """For each sound (N,) at 16 kHz: expression (T, 64) with open eyes, speech for poses (T, 6)."""
    batches = [build_batch(samples, "", use_blink=False) for samples in sounds]

    def work(networks: Networks, size: int) -> list[tuple[Tensor, Tensor]]:
        with torch.inference_mode():
            return run_trunks(networks.exp, networks.pose, batches, size, networks.device)

    expressions, speech = zip(*model.run(work), strict=True)
    return [e.numpy() for e in expressions], list(speech)


def move(pose: Audio2Pose, speech: Tensor, styles: Tensor, seed: int) -> np.ndarray:
    """Smoothed poses from zero in each of `styles` (S,), for speech (T, 6): (S, T, 6)."""
    noise = draw_noise(len(speech), pose.config, seed)
    with torch.inference_mode():
        [moved] = pose.poses([(speech, torch.zeros(POSE_COLUMNS), styles, noise)])
    return np.stack([smooth(m) for m in moved.numpy()])


def _silence() -> np.ndarray:
    return np.zeros(SAMPLE_RATE * PIECE // FPS, np.float32)


def _measure_face(
    voices: Sequence[Voice], expressions: Sequence[np.ndarray], silent: np.ndarray
) -> dict[str, float]:
    spoken = np.concatenate(expressions)
    lips = lips_apart(spoken)
    closed = [c for v, e in zip(voices, expressions, strict=True) for c in closures(v, e)]
    sync = measure_sync(spoken, np.concatenate([v.samples for v in voices]))
    return {
        "silence": float((lips_apart(silent).mean() - lips.mean()) / lips.std()),
        "lips": float(lips.std()),
        "width": float(mouth_width(spoken).std()),
        "share": first_share(spoken),
        "closed": float(np.mean(closed)),
        "agreement": _or_nan(sync.agreement),
        "shift": _or_nan(sync.shift),
    }


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _compare_blink(blink: np.ndarray) -> float:
    return max(abs(float(blink[column]) - value) for column, value in BLINK.items())


def _measure_head(pose: Audio2Pose, speech: Tensor, silence: Tensor) -> dict[str, float]:
    own, every = torch.tensor([0]), torch.arange(pose.config.styles)
    moved, still = (
        measure_head(
            np.concatenate([cut_pieces(move(pose, s, own, seed)[0]) for seed in range(TAKES)])
        )
        for s in (speech, silence)
    )
    styles = np.stack([move(pose, speech[:PIECE], every, seed) for seed in range(COMPARED)])
    axes = ("pitch", "yaw", "roll", "x", "y", "z")
    return {
        **dict(zip(axes, moved.deviation.tolist(), strict=True)),
        **{f"{a} of chunks": float(v) for a, v in zip(axes[:3], moved.of_chunks, strict=True)},
        "largest": moved.largest,
        "speed": moved.speed,
        "seams": moved.seams,
        "unrest": still.speed / moved.speed,
        "spread": spread_ratio(styles),
    }
