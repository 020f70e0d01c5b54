"""An hour of sound on a GPU, where there is one."""

import time
from pathlib import Path

import torch

from sadcoeff import Audio2Coeff, find_weights, make_batch
from tools.benching.rounds import Spread
from tools.benching.sounds import write_recording

MINUTES = 60


def measure_cuda(folder: Path, rounds: int) -> dict[str, Spread]:
    """Seconds for an hour of sound, the model loaded and warm: prepared, and computed.

    Empty without CUDA.
    """
    if not torch.cuda.is_available():
        return {}
    sound = write_recording(folder / "hour.wav", 60 * MINUTES)
    model = Audio2Coeff(find_weights(), "cuda")
    prepared, computed = [], []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        batch = make_batch(sound, seed=1, device="cuda")
        torch.cuda.synchronize()
        heard = time.perf_counter()
        model.predict(batch, 0, seed=1)
        prepared.append(heard - start)
        computed.append(time.perf_counter() - heard)
    return {
        "cuda_prepare_seconds": Spread(tuple(prepared[1:])),
        "cuda_compute_seconds": Spread(tuple(computed[1:])),
    }
