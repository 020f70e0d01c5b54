"""Importing the package is quiet and light."""

import ast
import subprocess
import sys
from importlib import import_module
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
    code = "import sys; from sadcoeff import *; print([m for m in {} if m in sys.modules])"
    assert run(code.format(HEAVY)) == "[]\n"


def test_torch_is_loaded_with_the_first_name_that_needs_it():
    code = (
        "import sys, sadcoeff; before = 'torch' in sys.modules\n"
        "print(before, sadcoeff.Audio2Coeff.__name__, 'torch' in sys.modules)"
    )
    assert run(code) == "False Audio2Coeff True\n"


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'sadcoeff' has no attribute 'Audio3Coeff'"):
        _ = sadcoeff.Audio3Coeff


def test_type_checkers_are_told_of_the_same_names():
    stub = ast.parse((ROOT / "sadcoeff" / "__init__.pyi").read_text())
    told = {
        alias.name: node.module
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(told) == sorted(sadcoeff.__all__)
    for name, module in told.items():
        assert getattr(import_module(module), name) is getattr(sadcoeff, name)


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
        f"from sadcoeff import *; after = ({state}); print(before == after)"
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
