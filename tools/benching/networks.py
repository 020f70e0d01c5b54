"""The networks with a model loaded: seconds against the original's schedule, arithmetic rate."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.devices import BFLOAT16, FLOAT32, find_precision
from sadcoeff.errors import SettingError
from sadcoeff.networks.batching import FRAMES_PER_BATCH
from tools.benching.original import Original
from tools.benching.rounds import Spread, ratio, take_turns

SECONDS = 72  # of sound, as in the figures that the original was first measured with
STYLE, SEED = 0, 1
GFLOP_PER_WINDOW = 0.1862  # two a multiplication and addition, padding counted, bias not
MATRICES = (1024, 2048, 3072)  # rows of square ones; the best rate counts
_CPU = torch.device("cpu")


def two_trunks(precision: str = FLOAT32) -> Audio2Coeff:
    """The demo weights with the pose net's trunk a little changed, so that both must run."""
    model = Audio2Coeff(find_weights(), "cpu", precision=precision)
    trunk = model.audio2pose_model.audio_encoder.audio_encoder
    state = trunk.state_dict()
    key = "12.conv_block.1.running_var"
    trunk.load_state_dict({**state, key: state[key] * (1 + 1e-6)})
    return model


def measure_schedules(audio: Path, folder: Path, rounds: int) -> dict[str, Spread | float]:
    """File to `.mat`: seconds of each way, ratios to the original's schedule, differences."""
    original = Original(find_weights())
    models = {"two_trunks": two_trunks(), "one_trunk": Audio2Coeff(find_weights(), "cpu")}
    if _has_bfloat16():
        models["two_trunks_bfloat16"] = two_trunks(BFLOAT16)
    work: dict[str, Callable[[], object]] = {
        "original": lambda: original.generate(audio, folder / "original.mat", STYLE, SEED)
    }
    work |= {name: lambda m=model: _generate(m, audio, folder) for name, model in models.items()}
    seconds = take_turns(work, rounds)
    wanted = original.generate(audio, folder / "original.mat", STYLE, SEED)
    results: dict[str, Spread | float] = {f"{k}_seconds": v for k, v in seconds.items()}
    for name, model in models.items():
        results[f"{name}_ratio"] = ratio(seconds[name], seconds["original"])
        error = np.abs(model.predict(make_batch(audio, seed=SEED), STYLE, seed=SEED) - wanted)
        results[f"{name}_error"] = float(error.max())
        results[f"{name}_error_of_range"] = float((error.max(0) / np.ptp(wanted, axis=0)).max())
        results[f"{name}_rms_of_spread"] = float(
            (np.sqrt((error**2).mean(0)) / wanted.std(axis=0)).max()
        )
    return results


@torch.inference_mode()
def measure_arithmetic(rounds: int) -> dict[str, Spread]:
    """GFLOP/s of one trunk in float32, and of the best matrix products beside it.

    There are two: PyTorch's own, and that of oneDNN, which the trunk runs on, with one matrix laid
    out beforehand as a trunk's weights are.
    """
    size = FRAMES_PER_BATCH["cpu"]
    trunk = Audio2Coeff(find_weights(), "cpu").audio2exp_model.audio_encoder
    windows = torch.randn(size, 1, 80, 16)
    work: dict[str, Callable[[], object]] = {"trunk": lambda: [trunk(windows) for _ in range(8)]}
    for n in MATRICES:
        a = torch.randn(n, n)
        work[f"matrix {n}"] = lambda a=a: a @ a
        if torch.backends.mkldnn.is_available():
            work[f"packed_matrix {n}"] = _packed_product(a)
    seconds = take_turns(work, rounds)
    rate = _rate(8 * size * GFLOP_PER_WINDOW, seconds["trunk"])
    results = {"trunk_gflops": rate}
    for kind in dict.fromkeys(name.split()[0] for name in work if name != "trunk"):
        rates = [_rate(2e-9 * n**3, seconds[f"{kind} {n}"]) for n in MATRICES]
        best = max(rates, key=lambda spread: spread.median)
        results |= {f"{kind}_gflops": best, f"trunk_of_{kind}": ratio(rate, best)}
    return results


def _packed_product(a: Tensor) -> Callable[[], Tensor]:
    packed = torch.ops.mkldnn._reorder_linear_weight(a, len(a))
    return lambda: torch.ops.mkldnn._linear_pointwise(a, packed, None, "none", [], None)


def _generate(model: Audio2Coeff, audio: Path, folder: Path) -> str:
    return model.generate(make_batch(audio, seed=SEED), folder, STYLE, seed=SEED)


def _rate(gflop: float, seconds: Spread) -> Spread:
    return Spread(tuple(gflop / s for s in seconds.values))


def _has_bfloat16() -> bool:
    try:
        find_precision(BFLOAT16, _CPU)
    except SettingError:
        return False
    return True
