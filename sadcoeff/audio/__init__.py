"""From a recording of any kind to mono sound at 16 kHz.

The first bytes decide what a file is (`kinds`).  libsndfile decodes what it reads right
(`sndfile`), FFmpeg's libraries the rest, in a process of their own (`ffmpeg`, `decoder`).
"""

from sadcoeff.audio.estimate import estimate_seconds
from sadcoeff.audio.kinds import RECORDING_ENDINGS
from sadcoeff.audio.levels import normalise
from sadcoeff.audio.limits import SAMPLE_RATE, SAMPLES_PER_FRAME
from sadcoeff.audio.recording import Recording, load_audio, load_recording
from sadcoeff.audio.resample import to_16_khz

__all__ = [
    "RECORDING_ENDINGS",
    "SAMPLES_PER_FRAME",
    "SAMPLE_RATE",
    "Recording",
    "estimate_seconds",
    "load_audio",
    "load_recording",
    "normalise",
    "to_16_khz",
]
