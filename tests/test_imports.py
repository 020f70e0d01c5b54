"""Importing the package is quiet and light."""

import subprocess
import sys
from pathlib import Path

import pytest

import sadcoeff

ROOT = Path(__file__).parent.parent
HEAVY = ("gradio", "matplotlib", "scipy.signal", "librosa", "pandas", "huggingface_hub", "ray")


def run(code):
    """What a fresh interpreter prints, on either stream."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def test_importing_prints_nothing_and_loads_nothing_heavy():
    printed = run(f"import sys, sadcoeff; print([m for m in {HEAVY} if m in sys.modules])")
    assert printed == "[]\n"


def test_importing_changes_no_setting_and_no_seed():
    state = (
        "torch.get_num_threads(), torch.get_num_interop_threads(), torch.get_default_dtype(), "
        "torch.is_grad_enabled(), torch.get_rng_state().tolist(), random.getstate(), "
        "np.random.get_state()[1].tolist(), dict(os.environ), warnings.filters[:], os.getcwd(), "
        "np.geterr(), torch.backends.cudnn.benchmark, logging.root.level, logging.root.handlers"
    )
    code = (
        "import logging, os, random, warnings, numpy as np, torch, safetensors, soundfile, soxr\n"
        "import yaml\n"
        f"random.seed(1); np.random.seed(1); torch.manual_seed(1); before = ({state})\n"
        f"import sadcoeff; after = ({state}); print(before == after)"
    )
    assert run(code) == "True\n"


@pytest.mark.parametrize("name", sadcoeff.__all__)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(sadcoeff, name)
    assert isinstance(value, str) or value.__doc__


def test_every_error_is_of_one_family():
    from sadcoeff import errors

    kinds = [e for e in vars(errors).values() if isinstance(e, type)]
    assert len(kinds) > 4
    assert all(issubclass(e, sadcoeff.SadCoeffError) for e in kinds)
