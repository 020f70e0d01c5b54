"""The processors that can run the networks, and how they are set up."""

import torch

from sadcoeff.errors import SettingError
from sadcoeff.validation import BFLOAT16, FLOAT32

_LARGEST_KEPT = 31 << 20  # bytes; glibc ignores freed blocks of over 32 MiB

PRECISIONS = {FLOAT32: torch.float32, BFLOAT16: torch.bfloat16}


def list_devices() -> list[str]:
    """Names of the devices of this machine, best first; "cpu" is always last."""
    cuda = (
        [f"cuda:{i}" for i in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    )
    mps = ["mps"] if torch.backends.mps.is_available() else []
    return [*cuda, *mps, "cpu"]


def find_device(name: str) -> torch.device:
    """The device called `name`: "auto" (the best here), "cpu", "cuda", "cuda:1" or "mps".

    Raises SettingError, naming the devices of this machine, if there is no such device.
    """
    here = list_devices()
    wanted = {"auto": here[0], "cuda": "cuda:0"}.get(str(name), str(name))
    if wanted not in here:
        raise SettingError(f"This machine has no device '{name}': use one of {', '.join(here)}.")
    return torch.device(wanted)


def find_precision(name: str, device: torch.device) -> torch.dtype:
    """The dtype called "float32" or "bfloat16"; SettingError unless `device` computes in it."""
    if name not in PRECISIONS:
        raise SettingError(f"Unknown precision '{name}': use one of {', '.join(PRECISIONS)}.")
    if name == BFLOAT16 and not _has_bfloat16(device):
        raise SettingError(f"The device '{device}' does not compute in bfloat16: use float32.")
    return PRECISIONS[name]


def _has_bfloat16(device: torch.device) -> bool:
    """Whether the hardware has it: emulated, it is slower than float32."""
    if device.type == "cpu":
        # Private, but in every torch that this package takes; get_capabilities came with 2.11.
        return torch.cpu._is_avx512_bf16_supported()
    return device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)


def prepare_device(device: torch.device) -> None:
    """Set up a device for the networks: true float32 on CUDA, reuse of freed memory on the CPU."""
    if device.type == "cuda":  # else convolutions would round float32 to 10 bits
        torch.backends.cudnn.allow_tf32 = False
    elif device.type == "cpu":
        _keep_freed_blocks()


def _keep_freed_blocks() -> None:
    """Have glibc keep freed blocks of up to 31 MB, 62 MB in all, for the next batch.

    Otherwise it returns them to the system, which hands them out again as pages that are cleared
    one by one: a twentieth of a run's time, and half of the mel's.  Freeing one block of that size
    raises both limits for good (mallopt(3), M_MMAP_THRESHOLD).  Other C libraries ignore it.
    """
    torch.empty(_LARGEST_KEPT, dtype=torch.uint8)
