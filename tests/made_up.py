"""Made-up coefficients and takes."""

import numpy as np

from sadcoeff.motion.take import Take


def rows(frames: int, columns: int = 70, seed: int = 0) -> np.ndarray:
    """A smooth random walk of about the size of real coefficients: (frames, columns) float32."""
    steps = np.random.default_rng(seed).normal(0, 0.02, (frames, columns))
    return np.cumsum(steps, axis=0).astype(np.float32)


def made_up_take(frames: int = 100, seed: int = 0) -> Take:
    """A take with blinks at frames 20 and 60, where it has them."""
    rng = np.random.default_rng(seed)
    ratio = np.zeros(max(frames, 65), np.float32)
    for start in (20, 60):
        ratio[start : start + 5] = (0.5, 0.9, 1.0, 0.9, 0.5)
    start_pose = rng.normal(0, 0.1, 6).astype(np.float32)
    return Take(
        expression=rows(frames, 64, seed),
        blink=rng.normal(0, 0.3, 64).astype(np.float32),
        ratio=ratio[:frames],
        pose=start_pose + rows(frames, 6, seed + 1),
        start_pose=start_pose,
        pose_style=3,
        seed=seed,
        weights="demo.safetensors",
        audio_name="speech",
        pic_name="neutral",
        device="cpu",
    )
