"""Which processors this machine has for the networks, and how their memory is kept."""

import torch

from sadcoeff.errors import SettingError
from sadcoeff.validation import BFLOAT16, FLOAT32

_LARGEST_KEPT = 31 << 20  # bytes; glibc takes no block of over 32 MiB for a measure

PRECISIONS = {FLOAT32: torch.float32, BFLOAT16: torch.bfloat16}


def list_devices() -> list[str]:
    """Names of the devices that are really here, the best first; "cpu" is always the last."""
    cuda = (
        [f"cuda:{i}" for i in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    )
    mps = ["mps"] if torch.backends.mps.is_available() else []
    return [*cuda, *mps, "cpu"]


def find_device(name: str) -> torch.device:
    """The device called `name`: "auto" (the best here), "cpu", "cuda", "cuda:1" or "mps".

    Raises SettingError if there is no such device, naming those that there are.
    """
    here = list_devices()
    wanted = {"auto": here[0], "cuda": "cuda:0"}.get(str(name), str(name))
    if wanted not in here:
        raise SettingError(f"There is no device '{name}' here: use one of {', '.join(here)}.")
    return torch.device(wanted)


def find_precision(name: str, device: torch.device) -> torch.dtype:
    """The type called "float32" or "bfloat16", if `device` computes in it; else SettingError."""
    if name not in PRECISIONS:
        raise SettingError(f"There is no precision '{name}': use one of {', '.join(PRECISIONS)}.")
    if name == BFLOAT16 and not _has_bfloat16(device):
        raise SettingError(f"The device '{device}' does not compute in bfloat16: use float32.")
    return PRECISIONS[name]


def _has_bfloat16(device: torch.device) -> bool:
    """Whether in hardware: elsewhere it is emulated, and slower than float32."""
    if device.type == "cpu":
        # Private, but in every torch that this package takes; get_capabilities came with 2.11.
        return torch.cpu._is_avx512_bf16_supported()
    return device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)


def prepare_device(device: torch.device) -> None:
    """Set up a device for the networks: true float32 on CUDA, freed memory kept on the CPU."""
    if device.type == "cuda":  # which would otherwise round float32 to 10 bits on its own
        torch.backends.cudnn.allow_tf32 = False
    elif device.type == "cpu":
        _keep_freed_blocks()


def _keep_freed_blocks() -> None:
    """Have glibc keep freed blocks of up to 31 MB for the next batch, 62 MB of them in all.

    Else it gives some back to the system, which hands them out again as pages that have to be
    cleared one by one: a twentieth of a run's time, and half of the mel's.  A block as large that
    is freed raises both of its limits for good (mallopt(3), M_MMAP_THRESHOLD).  With another C
    library nothing happens.
    """
    torch.empty(_LARGEST_KEPT, dtype=torch.uint8)
