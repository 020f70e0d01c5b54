"""The machine that the figures are of."""

import os
import platform

import torch


def machine() -> dict[str, str | int]:
    """Processor, cores, GPU, and what computes."""
    capabilities = torch.cpu.get_capabilities()
    return {
        "processor": f"{capabilities.get('cpu_name', platform.machine())}, {_widest(capabilities)}",
        "cores": os.cpu_count() or 1,
        "threads": torch.get_num_threads(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else "none",
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def _widest(capabilities: dict) -> str:
    """The arithmetic that matters for speed, the widest that is there."""
    known = {"amx_bf16": "AMX", "avx512_bf16": "AVX-512 with bfloat16", "avx512_f": "AVX-512"}
    known |= {"avx2": "AVX2"}
    return next((name for key, name in known.items() if capabilities.get(key)), "no AVX")
