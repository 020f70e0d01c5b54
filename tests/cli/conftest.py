from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture
def speech(tmp_path) -> Path:
    """A second of noise."""
    path = tmp_path / "speech.wav"
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, 16_000), 16_000)
    return path
