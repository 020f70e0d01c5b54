from pathlib import Path

import pytest
from samples import write_speech


@pytest.fixture
def clips(tmp_path) -> Path:
    """Twenty recordings of 3 to 9 frames, but for two long enough to blink, in two folders."""
    folder = tmp_path / "clips"
    (folder / "more").mkdir(parents=True)
    for n in range(20):
        frames = 60 if n in (6, 18) else 3 + n % 7
        write_speech(folder / ("more" if n % 2 else "") / f"clip{n:02}.wav", frames, seed=n)
    return folder
