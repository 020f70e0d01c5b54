"""Changes to mel windows that leave the mouth's movement as it is.

All work on levels in dB, (B, 80, columns), -100...0; see `to_db`.
"""

import math
from functools import cache
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.mel import (
    MEL_COLUMNS_PER_SECOND,
    MEL_RANGE,
    N_FFT,
    N_MELS,
    WINDOW_COLUMNS,
    log_mel,
    mel_filters,
)

CONTEXT = 24  # mel columns before the window that a room's echo is made of, 0.3 s
FLOOR_DB = -100.0
LOUDEST_BEHIND_SPEECH = -72.0  # dB, 10 below the mean level of speech
LOUDEST_ALONE = -38.0  # dB, white noise 20 dB below full scale
_DB_PER_UNIT = 50.0 / MEL_RANGE
Array = TypeVar("Array", Tensor, np.ndarray)


def to_db(mel: Array) -> Array:
    """Normalised mel -4...4 to dB -100...0."""
    return mel * _DB_PER_UNIT - 50.0


def to_mel(db: Tensor) -> Tensor:
    """The inverse of `to_db`, clipped."""
    return ((db + 50.0) / _DB_PER_UNIT).clamp(-MEL_RANGE, MEL_RANGE)


def uniform(count: int, low: float, high: float, like: Tensor) -> Tensor:
    """(count, 1, 1) draws."""
    return torch.empty(count, 1, 1, device=like.device).uniform_(low, high)


def some(count: int, share: float, like: Tensor) -> Tensor:
    """(count, 1, 1) of 0 or 1: which samples are meant."""
    return (torch.rand(count, 1, 1, device=like.device) < share).float()


def _smoother(width: float) -> Tensor:
    bands = torch.arange(N_MELS)
    weights = torch.exp(-0.5 * ((bands[:, None] - bands) / width) ** 2)
    return weights / weights.sum(dim=1, keepdim=True)


_SMOOTHER = _smoother(4.0)  # bands; wider than voices' harmonics, narrower than formants
_HZ_PER_BIN = SAMPLE_RATE / N_FFT
_CENTRES = torch.from_numpy(  # of mass of every mel band, Hz, (80,)
    mel_filters() @ np.arange(N_FFT // 2 + 1) * _HZ_PER_BIN / mel_filters().sum(axis=1)
).float()


def voice(db: Tensor) -> Tensor:
    """Another voice: formants 10 %, pitch a third of an octave, harmonics weak or strong."""
    count = len(db)
    envelope = _SMOOTHER.to(db) @ db
    harmonics = db - envelope
    formants = torch.exp(uniform(count, -0.1, 0.1, db))
    pitch = formants * torch.exp2(uniform(count, -0.35, 0.35, db))
    depth = uniform(count, 0.5, 1.3, db)
    changed = _stretch(envelope, formants) + depth * _stretch(harmonics, pitch)
    return torch.where(some(count, 0.5, db) > 0, changed, db)


def _stretch(x: Tensor, factor: Tensor) -> Tensor:
    """Move every frequency of x (B, 80, C) by `factor` (B, 1, 1)."""
    centres = _CENTRES.to(x)
    wanted = centres / factor.squeeze(2)  # (B, 80) Hz
    upper = torch.searchsorted(centres, wanted.contiguous()).clamp(1, N_MELS - 1)
    low, high = centres[upper - 1], centres[upper]
    share = ((wanted - low) / (high - low)).clamp(0, 1)[..., None]
    index = upper[..., None].expand_as(x)
    return (1 - share) * x.gather(1, index - 1) + share * x.gather(1, index)


def microphone(db: Tensor) -> Tensor:
    """Another level and frequency response, at times that of a telephone."""
    count = len(db)
    band = torch.linspace(0, 1, N_MELS, device=db.device)[:, None]
    curve = uniform(count, -25, 8, db) + uniform(count, -6, 6, db) * (band - 0.5)
    for waves in range(1, 6):
        phase = uniform(count, 0, 2 * math.pi, db)
        curve = curve + uniform(count, -1, 1, db) * torch.cos(math.pi * waves * band + phase)
    treble = 60 * torch.sigmoid((band - uniform(count, 0.6, 1.0, db)) * 60)
    bass = 30 * torch.sigmoid((uniform(count, -0.1, 0.12, db) - band) * 60)
    curve = curve - some(count, 0.07, db) * treble - some(count, 0.15, db) * bass
    return (db + curve).clamp(min=FLOOR_DB)


def room(db: Tensor) -> Tensor:
    """Echo: every column rings on into those after it."""
    count, _, columns = db.shape
    seconds = torch.arange(columns, device=db.device) / MEL_COLUMNS_PER_SECOND
    decay = torch.pow(10, -6 * seconds / uniform(count, 0.15, 1.0, db))  # (B, 1, columns) power
    echo = torch.pow(10, uniform(count, -3.0, -1.2, db))  # power of a column in the next ones
    decay = torch.cat([torch.ones_like(echo), echo * decay[..., 1:]], dim=2)
    power = torch.pow(10, db / 10)
    lags = torch.arange(columns, device=db.device)
    lag = (lags[None, :] - lags[:, None]).clamp(min=0)  # (from, to)
    mixing = decay.squeeze(1)[:, lag] * (lags[:, None] <= lags[None, :])
    echoed = 10 * torch.log10(power @ mixing + 1e-12)
    return torch.where(some(count, 0.2, db) > 0, echoed, db)


def noise(db: Tensor, loudest: float, share: float) -> Tensor:
    """Background noise of any colour, of up to about `loudest` dB in its loudest bands."""
    count, bands, columns = db.shape
    band = torch.linspace(0, 1, bands, device=db.device)[:, None]
    level = uniform(count, -115, loudest, db) - uniform(count, -10, 50, db) * band
    for waves in range(1, 5):
        phase = uniform(count, 0, 2 * math.pi, db)
        level = level + uniform(count, -2, 2, db) * torch.cos(2 * math.pi * waves * band + phase)
    texture = _white_noise().to(db)
    start = torch.randint(texture.shape[1] - columns, (count, 1), device=db.device)
    white = texture[:, start + torch.arange(columns, device=db.device)].transpose(0, 1)
    return add_power(db, torch.where(some(count, share, db) > 0, level + white, FLOOR_DB))


@cache
def _white_noise(seconds: float = 60.0) -> Tensor:
    """Mel of white noise in dB against its loudest band: (80, M)."""
    samples = np.random.default_rng(0).standard_normal(int(seconds * SAMPLE_RATE))
    db = to_db(torch.from_numpy(log_mel(0.1 * samples)))
    return db - db.mean(dim=1).max()


def add_power(a: Tensor, b: Tensor) -> Tensor:
    """Levels of two sounds together."""
    return 10 * torch.log10(torch.pow(10, a / 10) + torch.pow(10, b / 10)).clamp(min=FLOOR_DB / 10)


def babble(db: Tensor) -> Tensor:
    """Other samples of the batch, 10...35 dB weaker."""
    count = len(db)
    other = db[torch.randperm(count, device=db.device)] - uniform(count, 10, 35, db)
    return add_power(db, torch.where(some(count, 0.05, db) > 0, other, FLOOR_DB))


def noise_alone(count: int, like: Tensor) -> Tensor:
    """Windows of background noise without speech: (count, 80, 16)."""
    nothing = torch.full((count, N_MELS, WINDOW_COLUMNS), FLOOR_DB, device=like.device)
    return to_mel(noise(nothing, LOUDEST_ALONE, 0.9))


def augment(windows: Tensor) -> Tensor:
    """Change mel windows with context, (B, 80, 24 + 16) -> (B, 80, 16)."""
    db = babble(room(voice(to_db(windows))))
    db = microphone(noise(db, LOUDEST_BEHIND_SPEECH, 0.6))[..., CONTEXT:]
    return to_mel(db)
