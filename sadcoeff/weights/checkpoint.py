"""Loading checkpoints strictly, without running code from them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from sadcoeff.errors import WeightsError
from sadcoeff.validation import one_line
from sadcoeff.weights.pth import read_pth, require_file

_NAMED_IN_MESSAGE = 3  # faults quoted when a checkpoint does not fit
_LONGEST_KEY = 100  # characters of a key that are quoted; SadTalker's have up to 80


def load_cpk(
    checkpoint_path: str | Path,
    model: nn.Module | None = None,
    optimizer: torch.optim.Optimizer | None = None,
    device: str | torch.device = "cpu",
) -> int:
    """Restore a model, an optimizer or both from a `.pth` file, and return its epoch.

    The file holds `model`, `optimizer` and `epoch`, like SadTalker's.  It is read with
    `weights_only=True`, so code in it never runs.  Raises WeightsError if the file is missing,
    damaged or does not fit; model and optimizer are then unchanged.
    """
    path = Path(checkpoint_path)
    content = read_pth(path, device)
    epoch = _find_entry(content, "epoch", int, path)
    if model is not None:
        state = _select_fitting(model, _find_entry(content, "model", Mapping, path), path)
    if optimizer is not None:
        _restore_optimizer(optimizer, _find_entry(content, "optimizer", Mapping, path), path)
    if model is not None:
        model.load_state_dict(state)
    return epoch


def load_safetensors(checkpoint_path: str | Path, models: Mapping[str, nn.Module]) -> None:
    """Restore several models from one safetensors file.

    `models` maps the prefix of each model's keys (such as "audio2exp.") to the model.  Only the
    tensors that these models use are read; other networks in the file are ignored.
    Raises WeightsError if the file is missing, damaged or does not fit.
    """
    path = Path(checkpoint_path)
    require_file(path)
    try:
        with safe_open(path, framework="pt") as file:
            states = {prefix: _read_prefix(file, prefix, m) for prefix, m in models.items()}
    except (SafetensorError, OSError, ValueError) as error:
        raise WeightsError(
            f"'{path}' is damaged or not a safetensors file: download it again."
        ) from error
    for prefix, model in models.items():
        restore(model, states[prefix], path, prefix)


def restore(
    model: nn.Module, state: Mapping[str, Tensor], origin: str | Path, prefix: str = ""
) -> None:
    """Copy a state dict into `model`, strictly.

    Every key of the model must be there, finite and in its shape, and no other key but those that
    the model lists as `training_only`.  `origin` and `prefix` are for the messages.
    Raises WeightsError naming the first few keys that do not fit; the model is then unchanged.
    """
    model.load_state_dict(_select_fitting(model, state, origin, prefix))


def _select_fitting(
    model: nn.Module, state: Mapping[str, Tensor], origin: str | Path, prefix: str = ""
) -> dict[str, Tensor]:
    """The entries of `state` that the model uses, if they are complete and fit."""
    wanted = model.state_dict()
    given = {k: v for k, v in state.items() if not _is_training_only(model, k)}
    faults = [f"lacks {prefix}{k}" for k in wanted if k not in given]
    faults += [f"has an unknown {prefix}{_quote_key(k)}" for k in given if k not in wanted]
    faults += [
        f
        for k in wanted
        if k in given
        for f in _find_tensor_faults(prefix + k, given[k], wanted[k])
    ]
    if faults:
        more = f" and {len(faults) - _NAMED_IN_MESSAGE} more" if faults[_NAMED_IN_MESSAGE:] else ""
        raise WeightsError(
            f"'{origin}' does not fit the networks: it {', '.join(faults[:_NAMED_IN_MESSAGE])}"
            f"{more}; use a SadTalker checkpoint or the demo weights."
        )
    return given


def _find_tensor_faults(key: str, given: Any, wanted: Tensor) -> list[str]:
    if not isinstance(given, Tensor) or not _is_plain(given):
        return [f"has no plain tensor at {key}"]
    if given.shape != wanted.shape:
        return [f"has {key} in shape {tuple(given.shape)} instead of {tuple(wanted.shape)}"]
    if not torch.isfinite(given.to(wanted.dtype)).all():
        return [f"has NaN or infinite values in {key}"]
    return []


def _is_plain(tensor: Tensor) -> bool:
    """Whether it stores one real number for each element of its shape.

    An expanded tensor can repeat one number ten billion times, which takes memory once copied.
    """
    unusual = tensor.is_meta or tensor.is_quantized or tensor.is_nested or tensor.is_complex()
    if unusual or tensor.layout is not torch.strided:
        return False
    return tensor.nbytes <= tensor.untyped_storage().nbytes()


def _quote_key(key: Any) -> str:
    """A key of a foreign file, escaped and cut to fit into one line."""
    text = repr(str(key))[1:-1]
    return text if len(text) <= _LONGEST_KEY else f"{text[:_LONGEST_KEY]}..."


def _is_training_only(model: nn.Module, key: Any) -> bool:
    return str(key).startswith(getattr(model, "training_only", ()))


def _read_prefix(file: Any, prefix: str, model: nn.Module) -> dict[str, Tensor]:
    keys = [k for k in file.keys() if k.startswith(prefix)]  # noqa: SIM118, not a dict
    names = {k: k.removeprefix(prefix) for k in keys}
    return {n: file.get_tensor(k) for k, n in names.items() if not _is_training_only(model, n)}


def _find_entry(content: Mapping[str, Any], key: str, kind: type, path: Path) -> Any:
    if not isinstance(content.get(key), kind):
        raise WeightsError(f"'{path}' has no usable '{key}': it must hold model, optimizer, epoch.")
    return content[key]


def _restore_optimizer(
    optimizer: torch.optim.Optimizer, state: Mapping[str, Any], path: Path
) -> None:
    try:
        values = [v for entry in state["state"].values() for v in entry.values()]
        if not all(_is_plain(v) for v in values if isinstance(v, Tensor)):
            raise ValueError("a tensor in it does not hold plain numbers")
        optimizer.load_state_dict(dict(state))
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise WeightsError(
            f"The optimizer in '{path}' does not fit this one: {one_line(error)}."
        ) from error
