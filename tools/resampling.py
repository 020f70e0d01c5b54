"""Print how far another resampler moves the expression: that of librosa 0.9, and librosa's own now.

    pip install resampy==0.4.3        # `kaiser_best`, which librosa 0.9 used unless told otherwise
    python tools/resampling.py

Each row is the largest difference in 64 coefficients over the two example recordings, with the demo
weights.  The examples have 16 kHz and are brought to the other rates first.
"""

import tempfile
from pathlib import Path

import librosa
import numpy as np
import resampy
import soundfile
import soxr

from sadcoeff import Audio2Coeff, find_weights
from sadcoeff.audio import SAMPLE_RATE, SAMPLES_PER_FRAME, load_audio
from sadcoeff.batch import build_batch
from sadcoeff.motion.columns import EXPRESSION
from sadcoeff.resources import ASSETS

_RATES = (8000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000)  # Hz
_SECONDS = 4


def load_as_0_9(path: Path) -> np.ndarray:
    """What `librosa.load(path, sr=16000)` gave in version 0.9: (N,)."""
    sound, rate = soundfile.read(path, dtype="float32")
    if rate == SAMPLE_RATE:
        return sound
    resampled = resampy.resample(sound, rate, SAMPLE_RATE, filter="kaiser_best")
    return librosa.util.fix_length(resampled, size=-(-len(sound) * SAMPLE_RATE // rate))


def load_as_now(path: Path) -> np.ndarray:
    """What it gives since: (N,)."""
    return librosa.load(path, sr=SAMPLE_RATE)[0]


def predict(model: Audio2Coeff, samples: np.ndarray) -> np.ndarray:
    """The expression (T, 64) of a sound, without blinks."""
    whole = samples[: len(samples) // SAMPLES_PER_FRAME * SAMPLES_PER_FRAME].astype(np.float32)
    return model.predict(build_batch(whole, "x", use_blink=False), 0, seed=1)[:, EXPRESSION]


def compare(model: Audio2Coeff, path: Path) -> list[float]:
    """How far both are from this project's."""
    ours = predict(model, load_audio(path))
    return [float(np.abs(predict(model, f(path)) - ours).max()) for f in (load_as_0_9, load_as_now)]


def main() -> None:
    """Print a row for each sample rate."""
    model = Audio2Coeff(find_weights("demo"), "cpu")
    print("| Hz | librosa 0.9 | librosa now |\n|---|---|---|")
    for rate in _RATES:
        found = []
        for example in sorted((ASSETS / "examples").glob("*.flac")):
            sound, own = soundfile.read(example, frames=_SECONDS * SAMPLE_RATE, dtype="float32")
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "sound.wav")
                soundfile.write(path, soxr.resample(sound, own, rate, "VHQ"), rate, "FLOAT")
                found.append(compare(model, path))
        before, now = np.max(found, axis=0)
        print(f"| {rate} | {before:.4f} | {now:.6f} |", flush=True)


if __name__ == "__main__":
    main()
