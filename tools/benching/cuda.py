"""A GPU, where there is one: an hour of sound, and live sessions."""

import time
from pathlib import Path
from typing import Any

import torch

from sadcoeff import Audio2Coeff, find_weights, make_batch
from tools.benching.live import RATE, measure_sessions
from tools.benching.rounds import Spread
from tools.benching.sounds import write_recording

MINUTES = 60
SESSIONS = (1, 32)
_SPOKEN = 30  # seconds, into each session


def measure_cuda(folder: Path, rounds: int) -> dict[str, Any]:
    """An hour of sound, the embedded weights loaded and warm, and several sessions at once.

    Empty without CUDA.
    """
    if not torch.cuda.is_available():
        return {}
    spoken = write_recording(folder / "spoken.wav", _SPOKEN, RATE)
    return {
        "card": torch.cuda.get_device_name(),
        **_measure_hour(folder, rounds),
        "sessions": {n: measure_sessions(spoken, "cuda", n, _SPOKEN) for n in SESSIONS},
    }


def _measure_hour(folder: Path, rounds: int) -> dict[str, Spread]:
    """Seconds in which it is prepared, and computed."""
    sound = write_recording(folder / "hour.wav", 60 * MINUTES)
    model = Audio2Coeff(find_weights("demo"), "cuda")
    prepared, computed = [], []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        batch = make_batch(sound, seed=1, device="cuda")
        torch.cuda.synchronize()
        heard = time.perf_counter()
        model.predict(batch, 0, seed=1)
        prepared.append(heard - start)
        computed.append(time.perf_counter() - heard)
    return {"prepared": Spread(tuple(prepared[1:])), "computed": Spread(tuple(computed[1:]))}
