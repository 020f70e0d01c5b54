"""Which processors this machine has for the networks."""

import torch

from sadcoeff.errors import SettingError


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
